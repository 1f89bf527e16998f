using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Ledger;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Ledger;

public sealed class DeliveryLedgerTests : IDisposable
{
    private static readonly Settlement Relayed = new(DeliveryState.Relayed, 1, "label.updated.p", Error: null);

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"ledger-{Guid.NewGuid():N}");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public async Task Pending_entries_survive_a_restart_and_settled_ones_are_not_repeated()
    {
        string ledgerId;
        await using (var ledger = Open())
        {
            ledgerId = ledger.LedgerId;
            var settled = await ledger.AppendAsync(Delivery("settled"));
            await ledger.AppendAsync(Delivery("pending-1"));
            await ledger.AppendAsync(Delivery("pending-2"));
            ledger.Settle(settled.Entry.Sequence, Relayed);
            Assert.Equal(DeliveryState.Relayed, (await ledger.WhenSettledAsync(settled.Entry.Sequence, Ending)).State);
        }

        await using var again = Open();
        Assert.Equal(ledgerId, again.LedgerId);
        Assert.Equal(2, again.Status.Pending);
        Assert.Equal("pending-1", (await again.TakeAsync(Ending)).Entry.Id);
        var second = await again.TakeAsync(Ending);
        Assert.Equal("pending-2", second.Entry.Id);
        Assert.Equal("body of pending-2", Encoding.UTF8.GetString(Assert.IsType<EntryBody.InMemory>(second.Body).Bytes.Span));
    }

    [Fact]
    public async Task Hash_chain_continues_across_a_restart()
    {
        var entries = new List<LedgerEntry>();
        await using (var ledger = Open())
        {
            entries.Add((await ledger.AppendAsync(Delivery("a"))).Entry);
            entries.Add((await ledger.AppendAsync(Delivery("b"))).Entry);
        }

        await using (var ledger = Open())
        {
            entries.Add((await ledger.AppendAsync(Delivery("c"))).Entry);
        }

        var link = EntryCodec.FirstLink;
        foreach (var entry in entries)
        {
            link = EntryCodec.Link(link, entry);
            Assert.Equal(link, entry.Hash.ToArray());
        }

        Assert.NotEqual(link, EntryCodec.Link(entries[1].Hash.Span, entries[2] with { Id = "d" }));
    }

    [Fact]
    public async Task Sequence_is_the_acceptance_time_and_never_decreases()
    {
        await using var ledger = Open();
        var first = (await ledger.AppendAsync(Delivery("a"))).Entry;
        var second = (await ledger.AppendAsync(Delivery("b"))).Entry;
        Assert.Equal(_time.GetUtcNow(), first.AcceptedAt);
        Assert.Equal(first.Sequence + 1, second.Sequence);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(_time.GetUtcNow(), (await ledger.AppendAsync(Delivery("c"))).Entry.AcceptedAt);
    }

    [Fact]
    public async Task Concurrent_repeats_make_one_entry()
    {
        await using var ledger = Open();
        var appended = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => ledger.AppendAsync(Delivery("same")))));

        Assert.Single(appended, answer => !answer.Duplicate);
        Assert.Single(appended.Select(answer => answer.Entry.Sequence).Distinct());
        Assert.Equal(1, ledger.Status.Pending);
    }

    [Fact]
    public async Task Same_id_with_another_body_is_a_new_entry()
    {
        await using var ledger = Open();
        var first = await ledger.AppendAsync(Delivery("same"));
        var other = await ledger.AppendAsync(Delivery("same", "another body"));

        Assert.False(other.Duplicate);
        Assert.Equal(first.Entry.Sequence, ledger.Store.Ids.First("same")!.Value.Sequence);
    }

    [Fact]
    public async Task Known_delivery_stays_known_beside_another_body()
    {
        await using var ledger = Open();
        var first = await ledger.AppendAsync(Delivery("same"));
        // Enough at once that some are written in one batch.
        var appended = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => ledger.AppendAsync(Delivery("same", i % 2 is 0 ? "another body" : null))));

        Assert.All(appended.Where((_, i) => i % 2 is 1), answer => Assert.True(answer.Duplicate));
        Assert.All(appended.Where((_, i) => i % 2 is 1), answer => Assert.Equal(first.Entry.Sequence, answer.Entry.Sequence));
    }

    [Fact]
    public async Task Feed_returns_everything_once_and_in_order_during_writes()
    {
        const int Count = 10_000;
        await using var ledger = Open();
        var writing = Task.Run(async () =>
        {
            var appends = new List<Task>();
            for (var i = 0; i < Count; i++)
            {
                appends.Add(ledger.AppendAsync(Delivery($"d-{i}")));
            }

            await Task.WhenAll(appends);
        }, Ending);

        var last = 0L;
        for (var i = 0; i < Count; i++)
        {
            var taken = await ledger.TakeAsync(Ending).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Ending);
            Assert.True(taken.Entry.Sequence > last, "The order is the ledger's.");
            last = taken.Entry.Sequence;
            ledger.Settle(taken.Entry.Sequence, Relayed);
        }

        await writing;
    }

    [Fact]
    public async Task Newer_format_is_rejected()
    {
        await using (Open())
        {
        }

        using (var database = new LedgerDatabase(_path))
        {
            database.Open();
            database.Write(batch => batch.Put(ColumnFamily.Meta, "format"u8.ToArray(), "999"u8.ToArray()), sync: true);
        }

        var refusal = Assert.Throws<LedgerUnavailableException>(() => Open());
        Assert.Contains(_path, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disk_below_the_limit_rejects_entries()
    {
        await using var ledger = Open(refuseAt: long.MaxValue);

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.AppendAsync(Delivery("a")));
        Assert.Contains("Ledger:RefuseAt", ledger.Status.Fault, StringComparison.Ordinal);
    }

    private DeliveryLedger Open(long refuseAt = 0)
    {
        var ledger = new DeliveryLedger(
            new FixedOptions<LedgerOptions>(new LedgerOptions { Path = _path, RefuseAt = refuseAt, WarnAt = refuseAt }), _time, NullLoggerFactory.Instance);
        ledger.Open();
        return ledger;
    }

    private static VerifiedDelivery Delivery(string id, string? body = null) =>
        new(id, "LABEL_UPDATED", string.Empty, "mark", [], Encoding.UTF8.GetBytes(body ?? $"body of {id}"), TraceParent: null);
}
