using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using WebhookRelay.IntegrationTests.Administration;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Faults;

/// <summary>Sends to the relays continuously, and records the deliveries and the responses.</summary>
internal sealed class ContinuousSender(IReadOnlyList<RelayProcess> relays, int seed)
{
    private const int Senders = 12;
    private const int Rows = 60;

    private const string OtherSecret = "the-second-webhooks-secret";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SettlesWithin = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(60);

    private readonly ConcurrentDictionary<string, byte[]> _sent = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _acknowledged = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<Task> _late = [];
    private int _round;
    private int _refused;

    /// <summary>The relays' settings: two webhooks, each with its own secret.</summary>
    public static (string Key, string Value)[] Webhooks { get; } = [("Receiving__Webhooks__first__Secrets__0", Sender.Secret), ("Receiving__Webhooks__second__Secrets__0", OtherSecret)];

    /// <summary>Every body by id; empty once verified.</summary>
    public ConcurrentDictionary<string, byte[]> Sent => _sent;

    /// <summary>The ids that were answered 2xx at least once.</summary>
    public IReadOnlyCollection<string> Acknowledged => (IReadOnlyCollection<string>)_acknowledged.Keys;

    public int Refused => _refused;

    /// <summary>Sends until the work completes.</summary>
    public async Task DuringAsync(Func<Task> work)
    {
        var round = _round++;
        using var stop = new CancellationTokenSource();
        var senders = Enumerable.Range(0, Senders).Select(sender => SendAsync(round, sender, stop.Token)).ToList();
        try
        {
            await work();
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(senders);
            await Task.WhenAll(_late);
            _late.Clear();
        }
    }

    /// <summary>Waits until every relay has settled its deliveries and reports Redis and its clock as up, so that the next round starts clean.</summary>
    public async Task SettledAsync()
    {
        foreach (var relay in relays)
        {
            await relay.HealthShowsAsync("redis", "up", SettlesWithin);
            await relay.HealthShowsAsync("clock", "up", SettlesWithin);
            using var admin = new Admin(relay);
            await Eventually.TrueAsync(
                async () => (await admin.TryAsync("/deliveries?state=accepted&state=unrouted&limit=1")) is (HttpStatusCode.OK, var list) && list["deliveries"]!.AsArray().Count is 0,
                SettlesWithin,
                "everything that was accepted is settled once the fault is over",
                () => string.Join('\n', relay.Output.TakeLast(20)));
        }
    }

    private async Task SendAsync(int round, int sender, CancellationToken stop)
    {
        var random = new Random(HashCode.Combine(seed, round, sender));
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var id = $"{round}-{sender}-{i}";
            // Each sender has its own rows, so that the deliveries of a row are sent sequentially.
            var row = $"row-{sender}-{random.Next(Rows / Senders)}";
            var updatedAt = DateTimeOffset.UnixEpoch.AddSeconds((round * 1_000_000L) + i).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+00:00'", CultureInfo.InvariantCulture);
            var body = _sent[id] = SamplePayloads.V2(row, label: id, updatedAt: updatedAt, padding: random.Next(300) is 0 ? 1_200_000 : random.Next(4_000));
            var topic = random.Next(4) is 0 ? "LABEL_CREATED" : "LABEL_UPDATED";
            await AnsweredAsync(OneAsync(relays[random.Next(relays.Count)], body, id, topic));
            if (random.Next(10) is 0)
            {
                await AnsweredAsync(OneAsync(relays[random.Next(relays.Count)], body, id, topic));
            }

            if (random.Next(4) is 0)
            {
                await EditTwiceAsync(random, $"edited-{id}", row, updatedAt, topic);
            }

            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    /// <summary>Two changes of one label within one second, from two webhooks with two secrets: equal times, different content.</summary>
    private async Task EditTwiceAsync(Random random, string label, string row, string updatedAt, string topic)
    {
        foreach (var (left, webhook, secret) in ((int, string, string)[])[(1, "first", Sender.Secret), (2, "second", OtherSecret)])
        {
            var id = $"{label}-by-{webhook}";
            var body = _sent[id] = SamplePayloads.V2(row, label: label, updatedAt: updatedAt, left: left);
            await AnsweredAsync(OneAsync(relays[random.Next(relays.Count)], body, id, topic, secret, $"/webhook-endpoint/{webhook}"));
        }
    }

    /// <summary>Does not wait for a paused relay; its response counts when it arrives.</summary>
    private async Task AnsweredAsync(Task one)
    {
        if (await Task.WhenAny(one, Task.Delay(Patience, CancellationToken.None)) != one)
        {
            _late.Add(one);
            return;
        }

        await one;
    }

    private async Task OneAsync(RelayProcess relay, byte[] body, string id, string topic, string? secret = null, string path = "/webhook-endpoint")
    {
        try
        {
            var (status, _) = await relay.SendAsync(body, id, topic, secret, path);
            if (status is 200)
            {
                _acknowledged[id] = 0;
                return;
            }

            Assert.Equal(503, status);
        }
        catch (HttpRequestException)
        {
            // Refused or interrupted, so not acknowledged.
        }

        Interlocked.Increment(ref _refused);
    }
}
