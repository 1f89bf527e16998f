using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Contracts;
using WebhookRelay.Ledger;
using WebhookRelay.Searching;
using WebhookRelay.Telemetry;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Ledger;

public sealed class RetentionTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"ledger-{Guid.NewGuid():N}");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly LedgerOptions _options;

    public RetentionTests() => _options = new LedgerOptions { Path = _path, RefuseAt = 0, WarnAt = 0, RetainFor = TimeSpan.FromDays(2) };

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _services.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    [Fact]
    public async Task Age_removes_settled_entries_up_to_the_first_unsettled_one()
    {
        await using var ledger = Open();
        using var retention = RetentionOf(ledger);
        var first = await AppendAsync(ledger, "first", DeliveryState.Relayed);
        var second = await AppendAsync(ledger, "second", DeliveryState.Unrouted);
        var pending = (await ledger.AppendAsync(Delivery("pending"))).Entry;
        var behind = await AppendAsync(ledger, "behind", DeliveryState.Relayed);
        Assert.Equal(0, retention.Apply());
        Assert.Equal(2, ledger.Status.Pending);

        _time.Advance(TimeSpan.FromDays(3));
        Assert.Equal(2, retention.Apply());

        Assert.Null(ledger.Find(first.Sequence));
        Assert.Null(ledger.ReadBody(second.Sequence));
        Assert.NotNull(ledger.Find(pending.Sequence));
        Assert.NotNull(ledger.Find(behind.Sequence));
        Assert.Equal(1, ledger.Status.Pending);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Search_finds_every_remaining_entry_from_the_oldest(bool newestFirst)
    {
        // The clock is stopped, so that the sequences are consecutive.
        _options.RetainBytes = 2 * Delivery("left-1").Body.Length;
        await using var ledger = Open();
        using var retention = RetentionOf(ledger);
        await AppendAsync(ledger, "gone-1", DeliveryState.Relayed);
        await AppendAsync(ledger, "gone-2", DeliveryState.Duplicate);
        long[] left = [(await AppendAsync(ledger, "left-1", DeliveryState.Relayed)).Sequence, (await AppendAsync(ledger, "left-2", DeliveryState.Relayed)).Sequence];
        Assert.Equal(2, retention.Apply());

        var search = new EntrySearch(ledger);
        IEnumerable<long> Found(params DeliveryState[] states) => search
            .Find(new EntryFilter { States = states }, new SearchOrder(newestFirst), from: null, long.MaxValue, limit: 10).Entries.Select(found => found.Entry.Sequence);
        var expected = newestFirst ? left.Reverse() : left;
        Assert.Equal(expected, Found());
        Assert.Equal(expected, Found(DeliveryState.Relayed));
        Assert.Empty(Found(DeliveryState.Duplicate));
    }

    [Fact]
    public async Task Retention_runs_on_a_full_disk()
    {
        await using var ledger = Open();
        using var retention = RetentionOf(ledger);
        var old = await AppendAsync(ledger, "old", DeliveryState.Relayed);
        (_options.WarnAt, _options.RefuseAt) = (long.MaxValue, long.MaxValue);
        _time.Advance(TimeSpan.FromDays(3));
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await ledger.AppendAsync(Delivery("new")));

        Assert.Equal(1, retention.Apply());
        Assert.Null(ledger.Find(old.Sequence));
    }

    [Fact]
    public async Task An_id_is_known_until_the_window_has_passed()
    {
        await using var ledger = Open();
        using var retention = RetentionOf(ledger);
        await AppendAsync(ledger, "known", DeliveryState.Relayed);
        _time.Advance(TimeSpan.FromDays(3));
        Assert.Equal(1, retention.Apply());
        Assert.True((await ledger.AppendAsync(Delivery("known"))).Duplicate);

        _time.Advance(TimeSpan.FromDays(5));
        retention.Apply();
        Assert.False((await ledger.AppendAsync(Delivery("known"))).Duplicate);
    }

    [Fact]
    public async Task Size_removes_the_oldest_settled_entries_but_not_unrouted_ones()
    {
        _options.RetainBytes = Delivery("a").Body.Length;
        await using var ledger = Open();
        using var retention = RetentionOf(ledger);
        await AppendAsync(ledger, "a", DeliveryState.Relayed);
        await AppendAsync(ledger, "b", DeliveryState.Unrouted);
        await AppendAsync(ledger, "c", DeliveryState.Relayed);

        Assert.Equal(1, retention.Apply());
    }

    [Fact]
    public async Task Chain_continues_from_the_last_removed_link()
    {
        LedgerEntry last;
        await using (var ledger = Open())
        {
            using var retention = RetentionOf(ledger);
            last = await AppendAsync(ledger, "last", DeliveryState.Relayed);
            _time.Advance(TimeSpan.FromDays(3));
            Assert.Equal(1, retention.Apply());
        }

        await using var again = Open();
        var next = (await again.AppendAsync(Delivery("next"))).Entry;
        Assert.Equal(EntryCodec.Link(last.Hash.Span, next), next.Hash.ToArray());
    }

    [Fact]
    public async Task Removal_deletes_every_record_of_an_entry()
    {
        await using var ledger = Open();
        using var retention = RetentionOf(ledger);
        for (var i = 0; i < 20; i++)
        {
            var state = (DeliveryState)(1 + (i % 4));
            var entry = (await ledger.AppendAsync(Delivery($"id-{i % 10}", $"body {i}"))).Entry;
            ledger.RecordAttempt(entry.Sequence, new DeliveryAttempt(_time.GetUtcNow(), AttemptResult.Refused, "key", Error: null));
            ledger.Settle(entry.Sequence, new Settlement(state, 1, "key", "error") { Facts = new EntryFacts(LabelboxTopic.LabelUpdated, "project", $"row-{i}", $"label-{i}") });
            await ledger.WhenSettledAsync(entry.Sequence, Ending);
        }

        Assert.All([ColumnFamily.Index, ColumnFamily.Attempts, ColumnFamily.Published], family => Assert.NotEqual(0, ledger.Store.Database.Count(family)));
        var end = ledger.Published.End();

        _time.Advance(TimeSpan.FromDays(3));
        Assert.Equal(20, retention.Apply());

        Assert.All(
            [ColumnFamily.Entries, ColumnFamily.Bodies, ColumnFamily.Settlements, ColumnFamily.Pending, ColumnFamily.Index, ColumnFamily.Attempts, ColumnFamily.Published],
            family => Assert.Equal(0, ledger.Store.Database.Count(family)));
        Assert.Equal(end, ledger.Published.ReadAfter(0, 10).Removed);
        Assert.Equal(end, ledger.Published.End());
    }

    [Fact]
    public async Task Large_body_is_removed_with_its_last_entry()
    {
        await using var ledger = Open();
        using var retention = RetentionOf(ledger);
        await SettleAsync(ledger, (await LargeBodies.AppendAsync(ledger, "first", "the body"u8.ToArray())).Entry, DeliveryState.Relayed);
        _time.Advance(TimeSpan.FromDays(1));
        await SettleAsync(ledger, (await LargeBodies.AppendAsync(ledger, "second", "the body"u8.ToArray())).Entry, DeliveryState.Relayed);

        _time.Advance(TimeSpan.FromHours(36));
        Assert.Equal(1, retention.Apply());
        Assert.Single(LargeBodies.Named(_path));

        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, retention.Apply());
        Assert.Empty(LargeBodies.Named(_path));
    }

    [Fact]
    public async Task Size_removes_unreferenced_large_bodies_only()
    {
        var (named, unnamed, part) = ("an event names this"u8.ToArray(), "no event names this"u8.ToArray(), "names"u8.ToArray());
        _options.RetainBytes = 1;
        await using var ledger = Open();
        using var retention = RetentionOf(ledger);
        var entry = (await LargeBodies.AppendAsync(ledger, "named", named)).Entry;
        ledger.Payloads.AddReference(entry, new PayloadPart(SHA256.HashData(part), 9, part.Length));
        await SettleAsync(ledger, entry, DeliveryState.Relayed);
        await SettleAsync(ledger, (await LargeBodies.AppendAsync(ledger, "unnamed", unnamed)).Entry, DeliveryState.Relayed);
        var small = await AppendAsync(ledger, "small", DeliveryState.Relayed);

        // It does not keep later entries, and its own entry is removed too.
        Assert.Equal(3, retention.Apply());
        Assert.Null(ledger.Find(entry.Sequence));
        Assert.Null(ledger.Find(small.Sequence));
        Assert.Single(LargeBodies.Named(_path));
        Assert.Equal(part, Fetch(ledger, part));
        Assert.Null(Fetch(ledger, named));

        _time.Advance(TimeSpan.FromDays(3));
        retention.Apply();
        Assert.Null(Fetch(ledger, part));
        Assert.Empty(LargeBodies.Named(_path));
    }

    [Fact]
    public async Task Referenced_bytes_get_a_file_until_they_expire()
    {
        var data = "rewritten"u8.ToArray();
        _options.RetainBytes = 1;
        await using var ledger = Open();
        using var retention = RetentionOf(ledger);
        var entry = (await ledger.AppendAsync(Delivery("small"))).Entry;
        Assert.Equal(SHA256.HashData(data), (await ledger.Payloads.StoreReferenceAsync(entry, data)).ToArray());
        await SettleAsync(ledger, entry, DeliveryState.Relayed);

        Assert.Equal(1, retention.Apply());
        Assert.Equal(data, Fetch(ledger, data));

        _time.Advance(TimeSpan.FromDays(3));
        retention.Apply();
        Assert.Null(Fetch(ledger, data));
        Assert.Empty(LargeBodies.Named(_path));
    }

    [Fact]
    public async Task Removal_frees_space_even_during_a_read()
    {
        const int rounds = 16;
        const int bodyBytes = 24 * 1024;
        const int together = 1000;
        _options.RetainBytes = 2L * together * bodyBytes;
        await using (var ledger = Open())
        {
            using var retention = RetentionOf(ledger);
            for (var round = 0; round < rounds; round++)
            {
                var appended = await Task.WhenAll(Enumerable.Range(0, together).Select(i => ledger.AppendAsync(Delivery($"{round}-{i}", RandomNumberGenerator.GetHexString(bodyBytes)))));
                foreach (var entry in appended.Select(answer => answer.Entry))
                {
                    ledger.Settle(entry.Sequence, new Settlement(DeliveryState.Relayed, 1, "label.updated.p", Error: null));
                }

                await ledger.WhenSettledAsync(appended[^1].Entry.Sequence, Ending);
                using var begun = new ManualResetEventSlim();
                using var removed = new ManualResetEventSlim();
                var looking = Task.Run(() => ledger.Store.Database.Read(_ => Hold(begun, removed)), Ending);
                begun.Wait(Ending);
                retention.Apply();
                removed.Set();
                await looking;
            }
        }

        // Compression halves a round. The last deletions wait until there are four files to compact.
        var kept = new DirectoryInfo(_path).EnumerateFiles("*.sst", SearchOption.AllDirectories).Sum(file => file.Length);
        Assert.InRange(kept, 1, 10L * together * bodyBytes / 2);
    }

    [Fact]
    public async Task Unreferenced_body_is_not_served()
    {
        await using var ledger = Open();
        var entry = (await LargeBodies.AppendAsync(ledger, "large", "body"u8.ToArray())).Entry;
        Assert.Null(Fetch(ledger, "body"u8.ToArray()));

        ledger.Payloads.AddReference(entry, new PayloadPart(entry.BodyDigest, 0, 4));
        Assert.Equal("body"u8.ToArray(), Fetch(ledger, "body"u8.ToArray()));
    }

    private static bool Hold(ManualResetEventSlim begun, ManualResetEventSlim ended)
    {
        begun.Set();
        ended.Wait(Ending);
        return true;
    }

    private static byte[]? Fetch(DeliveryLedger ledger, byte[] bytes)
    {
        using var stream = ledger.Payloads.Open(SHA256.HashData(bytes));
        using var read = new MemoryStream();
        stream?.CopyTo(read);
        return stream is null ? null : read.ToArray();
    }

    private DeliveryLedger Open()
    {
        var ledger = new DeliveryLedger(new FixedOptions<LedgerOptions>(_options), _time, NullLoggerFactory.Instance);
        ledger.Open();
        return ledger;
    }

    private Retention RetentionOf(DeliveryLedger ledger) => new(
        ledger,
        new FixedOptions<LedgerOptions>(_options),
        () => TimeSpan.FromDays(7),
        new RelayMetrics(_services.GetRequiredService<IMeterFactory>()),
        _time,
        NullLogger<Retention>.Instance);

    private static async Task<LedgerEntry> AppendAsync(DeliveryLedger ledger, string id, DeliveryState state)
    {
        var entry = (await ledger.AppendAsync(Delivery(id))).Entry;
        await SettleAsync(ledger, entry, state);
        return entry;
    }

    private static async Task SettleAsync(DeliveryLedger ledger, LedgerEntry entry, DeliveryState state)
    {
        ledger.Settle(entry.Sequence, new Settlement(state, 1, "label.updated.p", Error: null));
        await ledger.WhenSettledAsync(entry.Sequence, Ending);
    }

    private static VerifiedDelivery Delivery(string id, string? body = null) =>
        new(id, "LABEL_UPDATED", string.Empty, "mark", [], Encoding.UTF8.GetBytes(body ?? $"body of {id}"), TraceParent: null);
}
