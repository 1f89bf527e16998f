using WebhookRelay.Ledger;
using WebhookRelay.Publishing;

namespace WebhookRelay.Relaying;

/// <summary>What one entry has come to at each of its queues. Kept, also over a restart, once one of them has refused it.</summary>
internal sealed class RefusedTurns(RefusedEntries refused, Ledger.Ledger ledger, long sequence, string routingKey, TimeProvider time) : IQueueTurns
{
    private readonly HashSet<string> _tookIt = new(refused.TookIt.Of(sequence) ?? [], StringComparer.Ordinal);
    private readonly List<DeliveryAttempt> _unkept = [];

    public bool AnyTook => _tookIt.Count > 0;

    public bool Took(string queue) => _tookIt.Contains(queue);

    public bool MayGo(string queue) => refused.MayGo(queue, sequence);

    public void IsTaken(string queue)
    {
        _tookIt.Add(queue);
        _unkept.Add(new DeliveryAttempt(time.GetUtcNow(), AttemptOutcome.Relayed, routingKey, Error: null, Queue: queue));
        refused.IsTaken(queue, sequence);
    }

    public void IsRefused(string queue)
    {
        if (refused.TookIt.Of(sequence) is null)
        {
            // The first time is enough to know it after a restart.
            _unkept.Add(new DeliveryAttempt(time.GetUtcNow(), AttemptOutcome.Refused, routingKey, Error: null, Queue: queue));
        }

        refused.IsRefused(queue, sequence);
    }

    /// <summary>The entry waits: what it has come to is kept.</summary>
    public void Keep()
    {
        refused.TookIt.Keep(sequence, _tookIt);
        foreach (var attempt in _unkept)
        {
            ledger.Note(sequence, attempt);
        }

        _unkept.Clear();
    }
}
