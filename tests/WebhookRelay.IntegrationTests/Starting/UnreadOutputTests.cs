using System.Globalization;
using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Starting;

/// <summary>Standard output is a pipe whose reader has stopped reading.</summary>
public sealed class UnreadOutputTests
{
    /// <summary>About two lines each: more than the pipe and the queue can hold.</summary>
    private const int Deliveries = 10_000;

    private const int AtOnce = 32;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Blocked_log_output_does_not_stop_relaying_and_dropped_lines_are_counted()
    {
        await using var relay = await RelayProcess.StartUnreadAsync();
        var slowest = TimeSpan.Zero;
        await Parallel.ForAsync(0, Deliveries, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Ending }, async (i, _) =>
        {
            var started = TimeProvider.System.GetTimestamp();
            Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2($"row-{i}"), $"unread-{i}"));
            var took = TimeProvider.System.GetElapsedTime(started);
            slowest = took > slowest ? took : slowest;
        });

        Assert.True(slowest < TimeSpan.FromSeconds(10), $"The slowest answer took {slowest}.");
        await Eventually.TrueAsync(async () => await RelayedAsync(relay) is Deliveries, TimeSpan.FromSeconds(60), "all are relayed");
        Assert.Equal("healthy", (string?)(await relay.ReadyAsync()).Body["status"]);

        relay.ReadOutput();
        await relay.WaitForLogAsync(line => line.Contains("\"DroppedLines\"", StringComparison.Ordinal), what: "the dropped lines are counted");
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-later"), "unread-later"));
        await relay.EndsAsync("unread-later", "Relayed");

        var dropped = relay.Output.Where(line => line.Contains("\"DroppedLines\"", StringComparison.Ordinal)).Sum(line => (long)JsonNode.Parse(line)!["DroppedLines"]!);
        var ended = relay.Count("Relayed");
        var logged = relay.Output.Count(line => line.Contains("LoggingSubscriber", StringComparison.Ordinal));
        Assert.Equal(2 * (Deliveries + 1), dropped + ended + logged);
        Assert.Equal(dropped, await FigureAsync(relay, "webhookrelay_log_dropped_total"));
    }

    [Fact]
    public async Task Relay_stops_although_its_output_is_blocked()
    {
        await using var relay = await RelayProcess.StartUnreadAsync();
        for (var i = 0; i < 300; i++)
        {
            Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2($"row-{i}"), $"unread-{i}"));
        }

        Assert.Equal(0, await relay.TerminateAsync());
    }

    private static Task<long> RelayedAsync(RelayProcess relay) => FigureAsync(relay, "webhookrelay_deliveries_total", "outcome=\"relayed\"");

    private static async Task<long> FigureAsync(RelayProcess relay, string metric, string tag = "")
    {
        var text = await relay.Http.GetStringAsync(new Uri(relay.ManagementUrl, "/metrics"), Ending);
        return text.Split('\n')
            .Where(line => line.StartsWith(metric, StringComparison.Ordinal) && line.Contains(tag, StringComparison.Ordinal))
            .Sum(line => long.Parse(line[(line.IndexOf('}', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture));
    }
}
