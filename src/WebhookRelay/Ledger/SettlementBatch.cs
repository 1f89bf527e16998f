namespace WebhookRelay.Ledger;

/// <summary>
/// The writer's notes of how entries stand: what each changes of the records, and what is still to be written after a
/// write error. What one settlement takes the place of is kept as an attempt.
/// </summary>
internal sealed class SettlementBatch(LedgerStore store, PublishedLog published)
{
    private readonly List<LedgerRequest> _unwritten = [];
    private int _ordinal;

    public bool HasUnwritten => _unwritten.Count > 0;

    public void Add(IEnumerable<LedgerRequest> requests) => _unwritten.AddRange(requests.Where(request => request is LedgerRequest.Settle or LedgerRequest.RecordAttempt));

    /// <summary>What the unwritten requests come to. A settlement that no longer applies is left out.</summary>
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

        // A retry may note what retention has passed in the meantime.
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

    /// <summary>What was unwritten is written.</summary>
    public void Written(Plan plan)
    {
        _unwritten.Clear();
        if (plan.Settled.Count > 0)
        {
            published.NotifyWritten();
        }
    }

    /// <summary>How an entry stood; null where the settlement does not apply.</summary>
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

    /// <param name="Settled">How entries stand, in the order it was said.</param>
    /// <param name="Attempts">Attempts to be kept.</param>
    /// <param name="Surplus">Keys of older ones that make room for them.</param>
    internal sealed record Plan(IReadOnlyList<Change> Settled, IReadOnlyList<(long Sequence, DeliveryAttempt Attempt)> Attempts, IReadOnlyList<byte[]> Surplus)
    {
        /// <summary>By how many entries more, or fewer, the relay has to do with.</summary>
        public int Pending => Settled.Sum(change => (change.After.IsPending ? 1 : 0) - (change.Before is null or { IsPending: true } ? 1 : 0));
    }

    /// <param name="Sequence">The entry's.</param>
    /// <param name="Before">How it stood; null for Accepted.</param>
    /// <param name="After">How it stands.</param>
    internal sealed record Change(long Sequence, Settlement? Before, Settlement After);

    private sealed record PreviousState(Settlement? Settlement);
}
