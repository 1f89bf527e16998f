using Microsoft.Extensions.Options;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Ledger;

/// <summary>How long the ids of removed entries are kept, by the current settings.</summary>
internal delegate TimeSpan DeduplicationWindow();

/// <summary>
/// Removes the oldest entries beyond an age or a size, always as a prefix, so that the rest is an unbroken chain after the
/// last removed link. Accepted entries are never removed. Data that an event references outlive an entry removed for its
/// size: they are kept for <c>Ledger:RetainFor</c> and block nothing else.
/// </summary>
internal sealed partial class Retention(
    DeliveryLedger ledger,
    IOptionsMonitor<LedgerOptions> options,
    DeduplicationWindow window,
    RelayMetrics metrics,
    TimeProvider time,
    ILogger<Retention> logger) : BackgroundService
{
    private const int BatchEntries = 1000;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Removes what is due, and returns the number of removed entries.</summary>
    public int Apply()
    {
        var removed = 0;
        for (var step = BatchEntries; step is BatchEntries; removed += step)
        {
            step = RemoveBatch();
        }

        RemoveExpiredIds();
        ledger.Payloads.Sweep(dataBefore: LowestWithin(options.CurrentValue.RetainFor));
        RemoveTimes();
        RemoveActivity();
        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (Apply() is > 0 and var removed)
                {
                    LogRemoved(logger, removed);
                }
            }
            catch (LedgerUnavailableException e)
            {
                LogPutOff(logger, e.Message);
            }
        }
    }

    private int RemoveBatch()
    {
        var store = ledger.Store;
        var (now, times) = (time.GetUtcNow(), store.Database.Read(TimeSegments.Of));
        var (keepFor, keepBytes) = (options.CurrentValue.RetainFor, options.CurrentValue.RetainBytes);
        var total = store.Chain.Head().Bytes;
        var going = new List<(LedgerEntry Entry, Settlement? Settlement)>();
        ChainHead? last = null;
        foreach (var (_, record) in store.Database.Scan(ColumnFamily.Entries, EntryCodec.Key(0), BatchEntries))
        {
            var (entry, bytesBefore) = EntryCodec.Decode(record);
            var settlement = store.ReadSettlement(entry.Sequence);
            var tooOld = now - times.AcceptedBy(entry) > keepFor;
            var tooMuch = total - bytesBefore > keepBytes;
            var mayGo = settlement?.State switch
            {
                DeliveryState.Relayed or DeliveryState.Duplicate => tooOld || tooMuch,
                DeliveryState.Unrouted or DeliveryState.Quarantined => tooOld,
                _ => false,
            };
            if (!mayGo)
            {
                break;
            }

            going.Add((entry, settlement));
            last = new ChainHead(entry.Sequence, entry.Hash.ToArray(), bytesBefore + entry.BodyLength);
        }

        if (last is null)
        {
            return 0;
        }

        // A reused id belongs to its first entry.
        var known = going.Select(gone => store.Ids.RecordOf(gone.Entry)).ToList();
        var keepIds = window();
        var published = ledger.Published.LastUpTo(last.Sequence);
        store.Database.Write(
            batch =>
            {
                var (first, end) = (EntryCodec.Key(0), EntryCodec.Key(last.Sequence + 1));
                foreach (var family in (ColumnFamily[])[ColumnFamily.Entries, ColumnFamily.Bodies, ColumnFamily.Settlements, ColumnFamily.Pending, ColumnFamily.Attempts])
                {
                    batch.DeleteRange(family, first, end);
                }

                foreach (var ((entry, settlement), (key, isFirst)) in going.Zip(known))
                {
                    LedgerIndex.Remove(batch, entry.Sequence, settlement!);
                    if (key is not null)
                    {
                        DeliveryIdIndex.PutExpiring(batch, entry, key, isKept: now - entry.AcceptedAt < keepIds);
                    }

                    if (!isFirst)
                    {
                        LedgerIndex.RemoveRepeatedId(batch, entry);
                    }
                }

                if (published is { } number)
                {
                    PublishedLog.Remove(batch, number);
                }

                LedgerChain.PutRemoved(batch, last);
            },
            sync: false);

        var expired = going.Count(gone => gone.Settlement?.State is DeliveryState.Unrouted or DeliveryState.Quarantined);
        if (expired > 0)
        {
            ledger.Expired(unrouted: going.Count(gone => gone.Settlement?.State is DeliveryState.Unrouted));
            metrics.Expired(expired);
            LogExpired(logger, expired);
        }

        return going.Count;
    }

    /// <summary>Removes ids whose entry is removed and whose deduplication window has ended.</summary>
    private void RemoveExpiredIds()
    {
        var store = ledger.Store;
        var before = LowestWithin(window());
        while (store.Database.Scan(ColumnFamily.Expiring, EntryCodec.Key(0), BatchEntries).TakeWhile(id => EntryCodec.Sequence(id.Key) < before).ToList() is { Count: > 0 } expired)
        {
            store.Database.Write(
                batch =>
                {
                    foreach (var (sequence, id) in expired)
                    {
                        batch.Delete(ColumnFamily.Ids, id);
                        batch.Delete(ColumnFamily.Expiring, sequence);
                    }
                },
                sync: false);
        }
    }

    /// <summary>Removes time segments last: other remains of an entry are dated by its sequence.</summary>
    private void RemoveTimes()
    {
        var longest = TimeSpan.FromTicks(Math.Max(options.CurrentValue.RetainFor.Ticks, window().Ticks));
        var (times, below) = (ledger.Store.Database.Read(TimeSegments.Of), Math.Min(LowestWithin(longest), ledger.Store.Chain.LastRemoved().Sequence + 1));
        ledger.Store.Database.Write(batch => times.RemoveBelow(batch, below), sync: false);
    }

    /// <summary>Counts by the hour are as old as the oldest entry, and two weeks at least: they are small.</summary>
    private void RemoveActivity()
    {
        var now = time.GetUtcNow();
        var hours = TimeSpan.FromTicks(Math.Max(options.CurrentValue.RetainFor.Ticks, TimeSpan.FromDays(14).Ticks));
        ledger.Activity.Remove(ActivitySlot.Of(now - ActivitySlot.KeptFor), ActivitySlot.Of(now - hours));
    }

    /// <summary>The lowest sequence that may have been accepted within a duration.</summary>
    private long LowestWithin(TimeSpan recently) => ledger.Store.Database.Read(TimeSegments.Of).LowestSince(LedgerEntry.Microseconds(time.GetUtcNow() - recently));

    [LoggerMessage(1, LogLevel.Information, "Retention removed {Count} entries")]
    private static partial void LogRemoved(ILogger logger, int count);

    [LoggerMessage(2, LogLevel.Warning, "Retention removed {Count} entries that never reached a subscriber: they were unrouted or quarantined for Ledger:RetainFor")]
    private static partial void LogExpired(ILogger logger, int count);

    [LoggerMessage(3, LogLevel.Warning, "Retention is postponed: {Reason}")]
    private static partial void LogPutOff(ILogger logger, string reason);
}
