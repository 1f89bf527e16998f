using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using WebhookRelay.Contracts;
using WebhookRelay.Ledger;
using WebhookRelay.Searching;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Ledger;

/// <summary>The counts of activity equal what the ledger holds, also after restarts, and within their bounds after a kill.</summary>
public sealed class ActivityTests : IDisposable
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Topics = ["LABEL_CREATED", "label_updated", "Batch Closed"];
    private static readonly string[] Webhooks = [string.Empty, "main", "MAIN", "other"];

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"ledger-{Guid.NewGuid():N}");
    private readonly SteppedTime _time = new(Begin);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public ActivityTests() => Directory.CreateDirectory(_path);

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Counts_equal_the_ledger_whatever_the_clock_and_however_often_it_restarts(int restarts)
    {
        var random = new Random(restarts);
        for (var run = 0; run <= restarts; run++)
        {
            await using var ledger = Open("a");
            for (var i = 0; i < 60; i++)
            {
                _time.Advance(TimeSpan.FromSeconds(random.Next(0, 8)));
                _time.Off = TimeSpan.FromHours(random.Next(0, 20) switch { 0 => -1, 1 => 1, _ => 0 });
                await AppendAsync(ledger, $"{run}-{i}", random);
                if (random.Next(0, 10) is 0)
                {
                    ledger.Activity.Refused("signature");
                    await AssertEqualsAsync(ledger);
                }
            }

            await AssertEqualsAsync(ledger);
            Assert.Empty((await ReadAsync(ledger)).Incomplete);
        }
    }

    [Fact]
    public async Task After_a_kill_accepted_is_counted_again_once_and_the_lost_time_is_named()
    {
        var random = new Random(1);
        await using (var ledger = Open("a"))
        {
            for (var i = 0; i < 40; i++)
            {
                _time.Advance(TimeSpan.FromSeconds(3));
                await AppendAsync(ledger, $"{i}", random);
            }

            // The copy is what a kill leaves: the last save was before the current slot.
            Directory.CreateDirectory(Path.Combine(_path, "b"));
            ledger.Store.Database.CopyTo(Path.Combine(_path, "b", "db"));
        }

        _time.Advance(TimeSpan.FromMinutes(3));
        for (var run = 0; run < 3; run++)
        {
            await using var again = Open("b");
            if (run is 0)
            {
                // New deliveries are saved before anyone looks.
                for (var i = 0; i < 20; i++)
                {
                    _time.Advance(TimeSpan.FromSeconds(7));
                    await AppendAsync(again, $"later-{i}", random);
                }
            }

            var looks = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ReadAsync(again)));
            var (accepted, settled) = Ledger(again);
            foreach (var look in looks)
            {
                Assert.Equal(accepted, Of(look, ActivityKind.Accepted));
                var incomplete = Assert.Single(look.Incomplete);
                Assert.InRange(incomplete.From, Begin, Begin.AddMinutes(2));
                Assert.InRange(incomplete.To, Begin.AddMinutes(5), Begin.AddMinutes(5).AddSeconds(10));
                var lost = settled.Sum(each => each.Value) - Of(look, ActivityKind.Settled).Sum(each => each.Value);
                Assert.InRange(lost, 0, 5);
            }
        }
    }

    [Fact]
    public async Task Old_counts_are_removed_and_hours_outlive_slots()
    {
        await using var ledger = Open("a");
        await AppendAsync(ledger, "old", new Random(1));
        await ReadAsync(ledger);
        var (slot, hour) = (ActivitySlot.Of(Begin), ActivitySlot.Of(Begin) / ActivitySlot.PerHour * ActivitySlot.PerHour);

        ledger.Activity.Remove(slot, hour);
        Assert.Single((await ledger.Activity.ReadAsync(slot, slot + 1, byHour: false, Ending)).Counts);
        ledger.Activity.Remove(slot + 1, hour);
        Assert.Empty((await ledger.Activity.ReadAsync(slot, slot + 1, byHour: false, Ending)).Counts);
        Assert.Single((await ledger.Activity.ReadAsync(hour, hour + 1, byHour: true, Ending)).Counts);
        ledger.Activity.Remove(slot + 1, hour + ActivitySlot.PerHour);
        Assert.Empty((await ledger.Activity.ReadAsync(hour, hour + 1, byHour: true, Ending)).Counts);
    }

    [Fact]
    public void Fourteen_days_of_busy_counts_take_at_most_2_MB()
    {
        var counts = new ActivityCounts();
        foreach (var topic in Enum.GetValues<LabelboxTopic>().Take(4))
        {
            counts.Accepted("training", topic, 20_000);
            counts.Settled(DeliveryState.Relayed, topic, 20_000);
        }

        counts.Settled(DeliveryState.Duplicate, LabelboxTopic.LabelUpdated, 100);
        counts.Refused("signature", 100);
        const int Key = 32;
        var slots = (long)(ActivitySlot.KeptFor / ActivitySlot.Length);

        Assert.InRange((slots + (14 * 24)) * (Key + counts.Encode().Length), 1, 2_000_000);
    }

    [Fact]
    public void Record_of_another_version_does_not_throw()
    {
        var counts = new ActivityCounts();
        counts.Accepted("main", LabelboxTopic.LabelUpdated, 300);
        counts.Settled(DeliveryState.Quarantined, LabelboxTopic.Other, 2);
        counts.Refused("signature");
        var record = counts.Encode();

        Assert.Equal(counts.All, ActivityCounts.Decode(record).All);
        Gen.Byte.Array[0, 40].Sample(bytes => _ = ActivityCounts.Decode(bytes).All);
        Gen.Int[0, record.Length - 1].Sample(length => _ = ActivityCounts.Decode(record[..length]).All);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(24, 300)]
    [InlineData(25 * 24, 6 * 3600)]
    [InlineData(14 * 24, 3600)]
    [InlineData(26, 3600)]
    public void Step_keeps_a_chart_small(int hours, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), ActivityQuery.StepFor(Begin.AddHours(-hours), Begin, Begin));

    private DeliveryLedger Open(string folder)
    {
        var ledger = new DeliveryLedger(
            new FixedOptions<LedgerOptions>(new LedgerOptions { Path = Path.Combine(_path, folder), RefuseAt = 0, WarnAt = 0 }), _time, NullLoggerFactory.Instance);
        ledger.Open();
        return ledger;
    }

    private static async Task AppendAsync(DeliveryLedger ledger, string id, Random random)
    {
        var (topic, webhook) = (Topics[random.Next(Topics.Length)], Webhooks[random.Next(Webhooks.Length)]);
        var appended = await ledger.AppendAsync(new VerifiedDelivery(id, topic, webhook, "mark", [], new byte[] { 1, 2, 3 }, TraceParent: null));
        ledger.Settle(appended.Entry.Sequence, new Settlement(random.Next(0, 4) is 0 ? DeliveryState.Quarantined : DeliveryState.Relayed, 1, "key", Error: null)
        {
            Facts = EntryFacts.None with { Topic = LabelboxTopics.FromHeader(topic) },
        });
        await ledger.WhenSettledAsync(appended.Entry.Sequence, Ending);
    }

    private async Task AssertEqualsAsync(DeliveryLedger ledger)
    {
        var report = await ReadAsync(ledger);
        var (accepted, settled) = Ledger(ledger);
        Assert.Equal(accepted, Of(report, ActivityKind.Accepted));
        Assert.Equal(settled, Of(report, ActivityKind.Settled));
        var hours = await new ActivityReader(ledger).ReadAsync(ActivityQuery.Of(Begin.AddHours(-2), Begin.AddHours(4), TimeSpan.FromHours(1), byWebhook: false, byTopic: false), Ending);
        Assert.Equal(
            report.Series.GroupBy(series => series.Kind).Select(kind => (kind.Key, kind.Sum(series => series.Counts.Sum()))),
            hours.Series.GroupBy(series => series.Kind).Select(kind => (kind.Key, kind.Sum(series => series.Counts.Sum()))));
    }

    private static Task<ActivityReport> ReadAsync(DeliveryLedger ledger) =>
        new ActivityReader(ledger).ReadAsync(ActivityQuery.Of(Begin.AddHours(-2), Begin.AddHours(4), ActivitySlot.Length, byWebhook: true, byTopic: true), Ending);

    /// <summary>The non-zero counts of a report, by series and begin of the step.</summary>
    private static SortedDictionary<string, long> Of(ActivityReport report, ActivityKind kind) => new(
        report.Series.Where(series => series.Kind == kind)
            .SelectMany(series => series.Counts.Select((count, i) => (Key: Key(series.Name!, series.Topic!.Value, report.Query.From + (i * report.Query.Step)), count)))
            .Where(each => each.count > 0).ToDictionary(each => each.Key, each => each.count, StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);

    private static (SortedDictionary<string, long> Accepted, SortedDictionary<string, long> Settled) Ledger(DeliveryLedger ledger)
    {
        var entries = ledger.Chain.After(0, 10_000).Select(entry => (Entry: entry, Settlement: ledger.ReadSettlement(entry.Sequence)!)).ToList();
        return (
            Count(entries.Select(each => Key(each.Entry.Webhook, LabelboxTopics.FromHeader(each.Entry.Event), each.Entry.AcceptedAt))),
            Count(entries.Select(each => Key(each.Settlement.State.Name(), LabelboxTopics.FromHeader(each.Entry.Event), each.Settlement.At))));

        static SortedDictionary<string, long> Count(IEnumerable<string> keys) => new(
            keys.GroupBy(key => key, StringComparer.OrdinalIgnoreCase).ToDictionary(same => same.Key, same => same.LongCount(), StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
    }

    private static string Key(string name, LabelboxTopic topic, DateTimeOffset time) => $"{name.ToUpperInvariant()} {topic} {ActivitySlot.Begin(ActivitySlot.Of(time)):O}";
}
