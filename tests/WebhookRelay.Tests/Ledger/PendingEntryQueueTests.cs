using System.Text;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Ledger;

namespace WebhookRelay.Tests.Ledger;

public sealed class PendingEntryQueueTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"ledger-{Guid.NewGuid():N}");
    private readonly LedgerStore _store;
    private readonly PendingEntryQueue _feed;

    public PendingEntryQueueTests()
    {
        _store = new LedgerStore(_path);
        _store.Open();
        _feed = new PendingEntryQueue(_store, new FakeTimeProvider());
    }

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    [Fact]
    public async Task Entry_read_before_its_writer_announced_it_is_returned_once()
    {
        var (first, second) = (Written(1), Written(2));
        Assert.Equal(1, (await _feed.TakeAsync(Ending)).Entry.Sequence);
        Assert.Equal(2, (await _feed.TakeAsync(Ending)).Entry.Sequence);
        var next = _feed.TakeAsync(Ending).AsTask();

        // The writer was delayed between the disk and the feed.
        _feed.Enqueue([first, second]);
        _feed.Enqueue([Written(3)]);

        Assert.Equal(3, (await next).Entry.Sequence);
    }

    [Fact]
    public async Task Removed_entries_do_not_hide_later_ones()
    {
        // More than a page, whose entries are removed between listing and reading.
        _store.Database.Write(
            batch =>
            {
                for (var sequence = 1; sequence <= 1_000; sequence++)
                {
                    batch.Put(ColumnFamily.Pending, EntryCodec.Key(sequence), []);
                }
            },
            sync: false);
        _ = Written(2_000);

        Assert.Equal(2_000, (await _feed.TakeAsync(Ending).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Ending)).Entry.Sequence);
    }

    [Fact]
    public async Task Overflow_is_read_from_disk_once_and_in_order()
    {
        const int Entries = 2_000;
        var taking = _feed.TakeAsync(Ending).AsTask();
        var offered = Enumerable.Range(1, Entries).Select(sequence => Written(sequence)).ToList();

        // The feed has caught up: it waits for what is committed.
        _feed.Enqueue(offered);

        var taken = new List<PendingDelivery>();
        for (; taken.Count < Entries; taking = _feed.TakeAsync(Ending).AsTask())
        {
            taken.Add(await taking.WaitAsync(TimeSpan.FromSeconds(10), Ending));
        }

        Assert.Equal(offered.Select(pending => pending.Entry.Sequence), taken.Select(pending => pending.Entry.Sequence));
        Assert.Same(offered[0], taken[0]);
        Assert.NotSame(offered[^1], taken[^1]);

        // It has caught up, so new entries come from memory.
        var next = Written(Entries + 1);
        _feed.Enqueue([next]);
        Assert.Same(next, await taking.WaitAsync(TimeSpan.FromSeconds(10), Ending));
    }

    [Fact]
    public async Task Refused_entry_keeps_its_confirmed_queues_across_a_restart()
    {
        _ = (Written(1), Written(2), Written(3), Written(4));
        Note(1, new DeliveryAttempt(DateTimeOffset.UnixEpoch, AttemptResult.Unanswered, "key", Error: null));
        Note(2, new DeliveryAttempt(DateTimeOffset.UnixEpoch, AttemptResult.Refused, "key", Error: null));
        Note(3, new DeliveryAttempt(DateTimeOffset.UnixEpoch, AttemptResult.Refused, "key", Error: null, Queue: "full"));
        Note(3, new DeliveryAttempt(DateTimeOffset.UnixEpoch.AddSeconds(1), AttemptResult.Relayed, "key", Error: null, Queue: "healthy"));
        Note(4, new DeliveryAttempt(DateTimeOffset.UnixEpoch, AttemptResult.Relayed, "key", Error: null, ReplayId: "replay", Queue: "healthy"));

        var tookIt = new List<IReadOnlyList<string>?>();
        for (var i = 0; i < 4; i++)
        {
            tookIt.Add((await _feed.TakeAsync(Ending)).AcceptingQueues);
        }

        Assert.Null(tookIt[0]);
        Assert.Equal([], tookIt[1]);
        Assert.Equal(["healthy"], tookIt[2]);
        Assert.Null(tookIt[3]);
    }

    private void Note(long sequence, DeliveryAttempt attempt) => _store.Database.Write(batch => AttemptLog.Put(batch, sequence, attempt, ordinal: 0), sync: false);

    private PendingDelivery Written(long sequence)
    {
        var body = Encoding.UTF8.GetBytes($"body of {sequence}");
        var entry = new LedgerEntry(
            sequence, LedgerEntry.TimeOf(sequence), $"id-{sequence}", "LABEL_UPDATED", string.Empty, "mark", [], new byte[32], body.Length, new byte[32], TraceParent: null);
        _store.Database.Write(batch => LedgerStore.PutEntry(batch, entry, body, bytesBefore: 0, firstWithId: true), sync: false);
        return new PendingDelivery(entry, body, Unrouted: null);
    }
}
