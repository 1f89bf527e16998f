using System.Text;
using WebhookRelay.LoadTests.Deliveries;

namespace WebhookRelay.LoadTests.Sending;

/// <summary>Reads the successful responses recorded by a sender process, one per line.</summary>
internal static class Answers
{
    public static IEnumerable<int> Read(string path) => File.ReadLines(path)
        .Where(answer => answer.Length > 0)
        .Select(answer => DeliveryTemplate.NumberIn(Encoding.UTF8.GetBytes(answer)) ?? throw new InvalidDataException($"An answer names no delivery: {answer}"));
}
