using System.Text;
using WebhookRelay.LoadTests.Deliveries;

namespace WebhookRelay.LoadTests.Sending;

/// <summary>The acknowledging answers that a sender in another process kept, a line each.</summary>
internal static class Answers
{
    public static IEnumerable<int> Read(string path) => File.ReadLines(path)
        .Where(answer => answer.Length > 0)
        .Select(answer => DeliveryTemplate.NumberIn(Encoding.UTF8.GetBytes(answer)) ?? throw new InvalidDataException($"An answer names no delivery: {answer}"));
}
