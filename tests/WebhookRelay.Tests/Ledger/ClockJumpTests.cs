using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WebhookRelay.Clock;
using WebhookRelay.Deduplication;
using WebhookRelay.Ledger;
using WebhookRelay.Searching;
using WebhookRelay.Telemetry;
using WebhookRelay.Tests.Support;
using WebhookRelay.Verifying;

namespace WebhookRelay.Tests.Ledger;

/// <summary>A ledger with a wrong clock: order and times stay correct, and wrongly dated entries are harmless.</summary>
public sealed class ClockJumpTests : IDisposable
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"ledger-{Guid.NewGuid():N}");
    private readonly SteppedTime _wall = new(Begin);
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public void Dispose()
    {
        _services.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(-24)]
    public async Task Short_clock_jump_changes_neither_times_nor_sequences(int hours)
    {
        var clock = new JumpTolerantClock(_wall);
        var accepted = new List<(LedgerEntry Entry, DateTimeOffset At)>();
        await using (var ledger = Open(clock))
        {
            async Task AppendForAsync(int seconds)
            {
                for (var i = 0; i < seconds; i++)
                {
                    accepted.Add((await AppendAsync(ledger, $"{accepted.Count}"), _wall.True));
                    clock.Observe();
                    _wall.Advance(Second);
                }
            }

            await AppendForAsync(120);
            _wall.Off = TimeSpan.FromHours(hours);
            await AppendForAsync(3);
            _wall.Off = TimeSpan.Zero;
            await AppendForAsync(3);
            Assert.Equal(_wall.True - Begin, _wall.True - ledger.Status.OldestPending!.Value);
        }

        await using var again = Open(new JumpTolerantClock(_wall));
        accepted.Add((await AppendAsync(again, "again"), _wall.True));

        Assert.All(accepted, one => Assert.Equal(one.At, one.Entry.AcceptedAt));
        Assert.All(accepted, one => Assert.InRange(one.Entry.Sequence - LedgerEntry.Microseconds(one.At), 0, 10));
        Assert.Equal(accepted.Select(one => one.Entry.Sequence).Order(), accepted.Select(one => one.Entry.Sequence));
        Assert.Equal(7, Found(again, Begin.AddSeconds(120), to: null).Count);
    }

    [Fact]
    public async Task Sequence_ahead_of_the_clock_continues_without_changing_times()
    {
        _wall.Off = Day;
        LedgerEntry wrong;
        await using (var ledger = Open(_wall))
        {
            wrong = await AppendAsync(ledger, "wrong");
        }

        (_wall.Off, var opened) = (TimeSpan.Zero, _wall.True);
        await using (var ledger = Open(_wall))
        {
            var right = await AppendAsync(ledger, "right");
            Assert.Equal(wrong.Sequence + 1, right.Sequence);
            Assert.Equal(opened, right.AcceptedAt);

            // The sequence keeps the monotonic clock's pace, so another ledger is not ahead of it for good.
            _wall.Advance(TimeSpan.FromMinutes(1));
            var later = await AppendAsync(ledger, "later");
            Assert.Equal(60_000_000, later.Sequence - right.Sequence);
            Assert.Equal(_wall.True, later.AcceptedAt);

            // The acceptance time of the first entry is unknown, but it has been pending for a minute.
            Assert.Equal(opened + Day, ledger.Find(wrong.Sequence)!.AcceptedAt);
            _ = ledger.Status;
            _wall.Advance(TimeSpan.FromMinutes(5));
            Assert.Equal(TimeSpan.FromMinutes(5), _wall.True - ledger.Status.OldestPending!.Value);
        }

        await using var again = Open(_wall);
        Assert.Equal([wrong.Sequence + 1], Found(again, opened, opened + Second));
        Assert.Equal([wrong.Sequence], Found(again, opened + Day, opened + Day + Second));
        Assert.Equal(3, Found(again, from: null, to: null).Count);
        Assert.Empty(Found(again, opened + TimeSpan.FromHours(12), opened + TimeSpan.FromHours(13)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(400)]
    public async Task Retention_uses_the_true_age(int daysAhead)
    {
        var clock = new JumpTolerantClock(_wall);
        for (var i = 0; i < 120; i++)
        {
            clock.Observe();
            _wall.Advance(Second);
        }

        await using var ledger = Open(clock);
        using var retention = RetentionOf(ledger, clock);
        await AppendRelayedAsync(ledger, "young");

        // Just when the clock is wrong.
        _wall.Off = TimeSpan.FromDays(daysAhead);
        clock.Observe();
        Assert.Equal(0, retention.Apply());
        _wall.Off = TimeSpan.Zero;
        clock.Observe();

        _wall.Advance(TimeSpan.FromDays(3));
        Assert.Equal(1, retention.Apply());
    }

    [Fact]
    public async Task Entry_dated_too_late_expires_with_its_neighbours_and_frees_its_id()
    {
        _wall.Off = TimeSpan.FromDays(400);
        await using (var ledger = Open(_wall))
        {
            await AppendRelayedAsync(ledger, "wrong");
        }

        _wall.Off = TimeSpan.Zero;
        await using var right = Open(_wall);
        using var retention = RetentionOf(right, _wall);
        await AppendRelayedAsync(right, "right");
        Assert.Equal(0, retention.Apply());

        _wall.Advance(TimeSpan.FromDays(3));
        Assert.Equal(2, retention.Apply());
        _wall.Advance(TimeSpan.FromDays(8));
        retention.Apply();
        Assert.Null(right.Store.Ids.First("wrong"));
        Assert.Null(right.Store.Ids.First("right"));
    }

    [Fact]
    public async Task Ledger_of_the_previous_format_is_read_continued_and_verified()
    {
        var first = Link(EntryCodec.FirstLink, EntryOf(LedgerEntry.Microseconds(Begin), "first"));
        var second = Link(first.Hash.Span, EntryOf(first.Sequence + 1, "second"));
        using (var store = new LedgerStore(_path))
        {
            store.Open();
            store.Database.Write(
                batch =>
                {
                    batch.Put(ColumnFamily.Meta, "format"u8.ToArray(), "webhookrelay-ledger 3"u8.ToArray());
                    LedgerStore.PutEntry(batch, first, "a body"u8.ToArray(), bytesBefore: 0, firstWithId: true);
                    LedgerStore.PutEntry(batch, second, "a body"u8.ToArray(), bytesBefore: 6, firstWithId: true);
                },
                sync: true);

            // The exact bytes of that format: nothing after the body's length.
            Assert.Equal(EntryCodec.Key(6), store.Database.Get(ColumnFamily.Entries, EntryCodec.Key(first.Sequence))![^sizeof(long)..]);
            Assert.Equal(Begin, store.Find(first.Sequence)!.AcceptedAt);
        }

        // Opening it to read leaves it as it is.
        Assert.Null(Verify().Fault);

        _wall.Advance(TimeSpan.FromHours(1));
        _wall.Off = -Day;
        await using (var ledger = Open(_wall))
        {
            Assert.Equal(2, ledger.Status.Pending);
            var third = await AppendAsync(ledger, "third");
            Assert.Equal(second.Sequence + 1, third.Sequence);
            Assert.Equal(Begin + TimeSpan.FromHours(1) - Day, third.AcceptedAt);
            Assert.Equal([first.Sequence, second.Sequence], Found(ledger, Begin, Begin + Second).Order());
            Assert.Equal([third.Sequence], Found(ledger, from: null, Begin));
        }

        Assert.Null(Verify().Fault);
        Assert.Equal(3, Verify().Entries);
    }

    [Fact]
    public async Task Changed_acceptance_time_is_detected()
    {
        await using (var ledger = Open(_wall))
        {
            await AppendAsync(ledger, "first");
            var entry = await AppendAsync(ledger, "changed");
            ledger.Store.Database.Write(
                batch => batch.Put(ColumnFamily.Entries, EntryCodec.Key(entry.Sequence), EntryCodec.Encode(entry with { AcceptedAt = entry.AcceptedAt.AddMinutes(-1) }, bytesBefore: 6)), sync: true);
        }

        Assert.Contains("was changed", Verify().Fault, StringComparison.Ordinal);
    }

    private static LedgerEntry EntryOf(long sequence, string id) => new(
        sequence, LedgerEntry.TimeOf(sequence), id, "LABEL_UPDATED", "", "mark", [], System.Security.Cryptography.SHA256.HashData("a body"u8), 6, ReadOnlyMemory<byte>.Empty, TraceParent: null);

    private static LedgerEntry Link(ReadOnlySpan<byte> previous, LedgerEntry entry) => entry with { Hash = EntryCodec.Link(previous, entry) };

    private static async Task<LedgerEntry> AppendAsync(DeliveryLedger ledger, string id) =>
        (await ledger.AppendAsync(new VerifiedDelivery(id, "LABEL_UPDATED", "", "mark", [], Encoding.UTF8.GetBytes("a body"), TraceParent: null))).Entry;

    private static async Task AppendRelayedAsync(DeliveryLedger ledger, string id)
    {
        var entry = await AppendAsync(ledger, id);
        ledger.Settle(entry.Sequence, new Settlement(DeliveryState.Relayed, 1, "label.updated.p", Error: null));
        await ledger.WhenSettledAsync(entry.Sequence, TestContext.Current.CancellationToken);
    }

    private static List<long> Found(DeliveryLedger ledger, DateTimeOffset? from, DateTimeOffset? to) =>
        [.. new EntrySearch(ledger).Find(new EntryFilter { From = from, To = to }, new SearchOrder(NewestFirst: true), from: null, long.MaxValue, 500).Entries.Select(found => found.Entry.Sequence)];

    private VerificationResult Verify()
    {
        using var store = new LedgerStore(_path);
        store.OpenReadOnly();
        return new LedgerVerifier(store, _wall).Verify([], _ => { });
    }

    private DeliveryLedger Open(TimeProvider time)
    {
        var ledger = new DeliveryLedger(new FixedOptions<LedgerOptions>(Options), time, NullLoggerFactory.Instance);
        ledger.Open();
        return ledger;
    }

    private Retention RetentionOf(DeliveryLedger ledger, TimeProvider time) => new(
        ledger, new FixedOptions<LedgerOptions>(Options), () => new DeduplicationOptions().Window,
        new RelayMetrics(_services.GetRequiredService<IMeterFactory>()), time, NullLogger<Retention>.Instance);

    private LedgerOptions Options => new() { Path = _path, RefuseAt = 0, WarnAt = 0, RetainFor = TimeSpan.FromDays(2) };
}
