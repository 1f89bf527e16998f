namespace WebhookRelay.Ledger;

/// <summary>
/// The settlements and attempts that the writer still has to write, and the record changes they cause. A replaced
/// settlement is kept as an attempt.
/// </summary>
internal sealed class SettlementBatch(LedgerStore store, PublishedLog published)
{
    private readonly List<LedgerRequest> _unwritten = [];
    private int _ordinal;

    public bool HasUnwritten => _unwritten.Count > 0;

    public void Add(IEnumerable<LedgerRequest> requests) => _unwritten.AddRange(requests.Where(request => request is LedgerRequest.Settle or LedgerRequest.RecordAttempt));

    /// <summary>The record changes of the unwritten requests. A settlement that no longer applies is left out.</summary>
    public Plan PlanAll()
    {
        var settled = new List<Change>();
        var latest = new Dictionary<long, Settlement>();
        foreach (var (sequence, settlement, byReplay) in _unwritten.OfType<LedgerRequest.Settle>())
        {
            if (Before(sequence, latest, byReplay) is not { } before)
            {
                continue;
            }

            settled.Add(new Change(sequence, before.Settlement, settlement));
            latest[sequence] = settlement;
        }

        // Retention may have removed the entry of an attempt meanwhile.
        var attempts = _unwritten.OfType<LedgerRequest.RecordAttempt>()
            .Where(note => store.Find(note.Sequence) is not null)
            .Select(note => (note.Sequence, note.Attempt))
            .Concat(settled.Where(change => change.Before is not null).Select(change => (change.Sequence, Attempt: DeliveryAttempt.Of(change.Before!))))
            .ToList();
        return new Plan(settled, attempts, [.. attempts.SelectMany(attempt => AttemptLog.KeysOverLimit(store.Database, attempt.Sequence))]);
    }

    public void Put(LedgerBatch batch, Plan plan)
    {
        foreach (var (sequence, before, after) in plan.Settled)
        {
            LedgerStore.PutSettlement(batch, sequence, after);
            if (before is null)
            {
                LedgerIndex.Put(batch, sequence, after);
            }
            else
            {
                LedgerIndex.Move(batch, sequence, before, after);
            }

            if (after.State is DeliveryState.Relayed or DeliveryState.Unrouted && before is null or { State: DeliveryState.Quarantined })
            {
                published.Put(batch, after.At, sequence);
            }
        }

        foreach (var surplus in plan.Surplus)
        {
            batch.Delete(ColumnFamily.Attempts, surplus);
        }

        foreach (var (sequence, attempt) in plan.Attempts)
        {
            AttemptLog.Put(batch, sequence, attempt, _ordinal++);
        }
    }

    /// <summary>The plan was written.</summary>
    public void Written(Plan plan)
    {
        _unwritten.Clear();
        if (plan.Settled.Count > 0)
        {
            published.NotifyWritten();
        }
    }

    /// <summary>The entry's previous state; null if the settlement does not apply.</summary>
    private PreviousState? Before(long sequence, Dictionary<long, Settlement> latest, bool byReplay)
    {
        if (latest.TryGetValue(sequence, out var inBatch))
        {
            return inBatch.IsPending || (byReplay && inBatch.State is DeliveryState.Quarantined) ? new PreviousState(inBatch) : null;
        }

        return store.PendingState(sequence) switch
        {
            DeliveryState.Accepted => byReplay ? null : new PreviousState(null),
            DeliveryState.Unrouted => new PreviousState(store.ReadSettlement(sequence)),
            _ when byReplay => store.ReadSettlement(sequence) is { State: DeliveryState.Quarantined } quarantined ? new PreviousState(quarantined) : null,
            _ => null,
        };
    }

    /// <param name="Settled">State changes, in the order they were requested.</param>
    /// <param name="Attempts">Attempts to record.</param>
    /// <param name="Surplus">Keys of older attempts to delete.</param>
    internal sealed record Plan(IReadOnlyList<Change> Settled, IReadOnlyList<(long Sequence, DeliveryAttempt Attempt)> Attempts, IReadOnlyList<byte[]> Surplus)
    {
        /// <summary>The change of the number of pending entries.</summary>
        public int Pending => Settled.Sum(change => (change.After.IsPending ? 1 : 0) - (change.Before is null or { IsPending: true } ? 1 : 0));
    }

    /// <param name="Sequence">The entry's sequence.</param>
    /// <param name="Before">The previous settlement; null for Accepted.</param>
    /// <param name="After">The new settlement.</param>
    internal sealed record Change(long Sequence, Settlement? Before, Settlement After);

    private sealed record PreviousState(Settlement? Settlement);
}
