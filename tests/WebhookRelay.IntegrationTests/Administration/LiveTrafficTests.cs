using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Administration;

/// <summary>Replays 50,000 deliveries to one subscriber beside live traffic, in its own ledger, because each gets an attempt.</summary>
public sealed class LiveTrafficTests(FilledRelay filled) : IClassFixture<FilledRelay>
{
    private const int Replayed = 50_000;
    private const int LivePerSecond = 50;

    /// <summary>The latency limit of live deliveries during a replay. A delivery behind the replay would take more than 20 s.</summary>
    private static readonly TimeSpan NotBehind = TimeSpan.FromSeconds(5);

    /// <summary>The latency limit on a shared test machine.</summary>
    private static readonly TimeSpan Noise = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether the machine is otherwise idle, so that latencies are comparable.</summary>
    private static readonly bool IsQuiet = Environment.GetEnvironmentVariable("WEBHOOKRELAY_LONG") is "1";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replay_to_one_subscriber_does_not_reach_others_or_delay_live_deliveries()
    {
        await using var lone = await filled.Line.BindAsync("nothing.at.all", "replayed");
        await using var live = await LiveReader.StartAsync(filled.Line, "live");
        await live.SendAsync(filled.Line, "warm", TimeSpan.FromSeconds(3), LivePerSecond);
        var usual = Latency(await live.SendAsync(filled.Line, "usual", TimeSpan.FromSeconds(15), LivePerSecond));

        var to = filled.From + (FilledEntries.Apart * (Replayed + 5000));
        var replay = new JsonObject { ["filter"] = new JsonObject { ["to"] = $"{to:O}" }, ["subscriber"] = "replayed", ["rate"] = 2500 };
        var forecast = await filled.Admin.ForecastAsync(replay);
        var expected = (int)Assert.Single(forecast["where"]!.AsArray())!["events"]!;
        Assert.InRange(expected, Replayed, FilledRelay.Count);
        var id = await filled.Admin.ReplayAsync(replay);
        var during = new List<TimeSpan>();
        JsonNode progress;
        do
        {
            during.AddRange(await live.SendAsync(filled.Line, $"during-{during.Count}", TimeSpan.FromSeconds(2), LivePerSecond));
            progress = await filled.Admin.GetAsync($"/replays/{id}");
        }
        while ((string?)progress["state"] is "choosing" or "running");

        var (beside, alone) = (Latency(during), usual);
        TestContext.Current.TestOutputHelper?.WriteLine($"live p50/p99: usually {alone.P50.TotalMilliseconds:0.0}/{alone.P99.TotalMilliseconds:0.0} ms, beside the replay {beside.P50.TotalMilliseconds:0.0}/{beside.P99.TotalMilliseconds:0.0} ms ({during.Count} deliveries)");
        Assert.Equal("completed", (string?)progress["state"]);
        Assert.Equal(expected, (int)progress["relayed"]!);
        await lone.HoldsAsync(expected);
        Assert.Equal(0, live.Replayed);
        Assert.DoesNotContain((await filled.Third.ReadAllAsync()).Concat(await filled.Updated.ReadAllAsync()), message => message.Json.ContainsKey("replayid"));
        var most = IsQuiet ? (2 * alone.P99) + Noise : NotBehind;
        Assert.True(beside.P99 <= most, $"live p99 was {alone.P99}, and {beside.P99} beside the replay");
    }

    private static (TimeSpan P50, TimeSpan P99) Latency(IReadOnlyList<TimeSpan> taken)
    {
        var sorted = taken.Order().ToList();
        return (sorted[sorted.Count / 2], sorted[sorted.Count * 99 / 100]);
    }

    /// <summary>A subscriber that records the arrival times of live deliveries.</summary>
    private sealed class LiveReader : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<string, TaskCompletionSource<long>> _arrives = new(StringComparer.Ordinal);
        private IConnection? _connection;
        private int _replayed;

        public int Replayed => _replayed;

        public static async Task<LiveReader> StartAsync(RelayFixture line, string queue)
        {
            var reader = new LiveReader();
            await using (await line.BindAsync("label.updated.live", queue))
            {
            }

            reader._connection = await line.ConnectAsync();
            var channel = await reader._connection.CreateChannelAsync();
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += (_, message) =>
            {
                var at = TimeProvider.System.GetTimestamp();
                var json = JsonNode.Parse(message.Body.Span)!;
                if (json["replayid"] is not null)
                {
                    Interlocked.Increment(ref reader._replayed);
                }
                else if (reader._arrives.TryGetValue((string)json["id"]!, out var arrives))
                {
                    arrives.TrySetResult(at);
                }

                return Task.CompletedTask;
            };
            await channel.BasicConsumeAsync(queue, autoAck: true, consumer);
            return reader;
        }

        /// <summary>Sends at a fixed rate, and returns each delivery's latency from its due time to the subscriber.</summary>
        public async Task<IReadOnlyList<TimeSpan>> SendAsync(RelayFixture line, string name, TimeSpan span, int perSecond)
        {
            var begun = TimeProvider.System.GetTimestamp();
            var taken = new List<Task<TimeSpan>>();
            for (var i = 0; i < span.TotalSeconds * perSecond; i++)
            {
                var due = TimeSpan.FromSeconds((double)i / perSecond);
                if (due - TimeProvider.System.GetElapsedTime(begun) is var wait && wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, Ending);
                }

                taken.Add(OneAsync(line, $"live-{name}-{i}", begun, due));
            }

            return await Task.WhenAll(taken);
        }

        public async ValueTask DisposeAsync() => await (_connection?.DisposeAsync() ?? default);

        private async Task<TimeSpan> OneAsync(RelayFixture line, string id, long begun, TimeSpan due)
        {
            var arrives = _arrives[id] = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            await line.AcceptedAsync(SamplePayloads.V2(dataRow: id, project: "live"), id);
            var at = await arrives.Task.WaitAsync(TimeSpan.FromMinutes(1), Ending);
            return TimeProvider.System.GetElapsedTime(begun, at) - due;
        }
    }
}
