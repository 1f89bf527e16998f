using WebhookRelay.Ledger;
using WebhookRelay.Publishing;

namespace WebhookRelay.Relaying;

/// <summary>Which queues have accepted or refused one entry. Saved to the ledger once a queue has refused it, so that it survives a restart.</summary>
internal sealed class QueueProgress(RefusedEntries refused, DeliveryLedger ledger, long sequence, string routingKey, TimeProvider time) : IQueueProgress
{
    private readonly HashSet<string> _acceptedBy = new(refused.AcceptingQueues.Find(sequence) ?? [], StringComparer.Ordinal);
    private readonly List<DeliveryAttempt> _unsaved = [];

    public bool AnyAccepted => _acceptedBy.Count > 0;

    public bool HasAccepted(string queue) => _acceptedBy.Contains(queue);

    public bool MaySend(string queue) => refused.MaySend(queue, sequence);

    public void MarkAccepted(string queue)
    {
        _acceptedBy.Add(queue);
        _unsaved.Add(new DeliveryAttempt(time.GetUtcNow(), AttemptResult.Relayed, routingKey, Error: null, Queue: queue));
        refused.MarkAccepted(queue, sequence);
    }

    public void MarkRefused(string queue)
    {
        if (refused.AcceptingQueues.Find(sequence) is null)
        {
            // One record is enough to recognise the entry after a restart.
            _unsaved.Add(new DeliveryAttempt(time.GetUtcNow(), AttemptResult.Refused, routingKey, Error: null, Queue: queue));
        }

        refused.MarkRefused(queue, sequence);
    }

    /// <summary>The entry waits now: saves its progress.</summary>
    public void Save()
    {
        refused.AcceptingQueues.Set(sequence, _acceptedBy);
        foreach (var attempt in _unsaved)
        {
            ledger.RecordAttempt(sequence, attempt);
        }

        _unsaved.Clear();
    }
}
