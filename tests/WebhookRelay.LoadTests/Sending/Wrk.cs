using System.Globalization;
using System.Text.RegularExpressions;
using WebhookRelay.IntegrationTests.Support;
using WebhookRelay.LoadTests.Deliveries;

namespace WebhookRelay.LoadTests.Sending;

/// <summary>The closed-loop sender: each connection sends its next delivery when the last one is answered.</summary>
internal static partial class Wrk
{
    private const int Threads = 2;

    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(60);

    public static async Task<Sent> SendAsync(int port, DeliveryFile file, DeliveryRange range, int connections, TimeSpan duration)
    {
        using var folder = new TemporaryFolder();
        var each = range.Count / Threads;
        await using var process = ServerProcess.Start("wrk",
        [
            "-t", Text(Threads), "-c", Text(connections), "-d", $"{Text((int)duration.TotalSeconds)}s", "--timeout", "30s",
            "-s", Path.Combine(AppContext.BaseDirectory, "Sending", "deliveries.lua"), $"http://127.0.0.1:{Text(port)}/webhook-endpoint",
            "--", file.Path, Text(file.Length), Text(range.First), Text(each), folder.File("answers-"),
        ]);
        await process.ExitAsync(duration + EndsWithin);
        var ended = TimeProvider.System.GetTimestamp();
        var summary = Summary().Match(string.Join('\n', process.Output));
        Assert.True(summary.Success, string.Join('\n', process.Output));
        int Number(string group) => int.Parse(summary.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
        var acknowledged = new List<int>();
        for (var thread = 0; thread < Threads; thread++)
        {
            acknowledged.AddRange(Answers.Read(folder.File($"answers-{Text(thread)}")));
        }

        return new Sent(acknowledged, Number("refused"), Number("broken"), Number("wrapped") > 0, TimeSpan.FromMicroseconds(Number("duration")), ended);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("sent: (?<duration>[0-9]+) us, (?<wrapped>[0-9]+) wrapped, (?<refused>[0-9]+) refused, (?<broken>[0-9]+) broken", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Summary();
}
