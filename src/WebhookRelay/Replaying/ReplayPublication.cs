using WebhookRelay.Publishing;
using WebhookRelay.Relaying;

namespace WebhookRelay.Replaying;

/// <summary>
/// Publishes a replayed event: to one queue, to all bound queues at once or, after a refusal, to each queue separately if
/// the bound queues are known.
/// </summary>
internal sealed class ReplayPublication : IQueueProgress, IDisposable
{
    private readonly OutboundEvent _outbound;
    private readonly IEventPublisher _publisher;
    private readonly bool _toSingleQueue;
    private readonly HashSet<string> _acceptedBy = new(StringComparer.Ordinal);
    private Publication _publication;
    private bool _queueByQueue;

    public ReplayPublication(string? queue, OutboundEvent outbound, IEventPublisher publisher, RefusedEntries refused)
    {
        (_outbound, _publisher, _toSingleQueue) = (outbound, publisher, queue is not null);
        _queueByQueue = !_toSingleQueue && refused.AnyRefuses(publisher.LastKnownQueues(outbound.RoutingKey));
        _publication = queue is not null ? publisher.OpenTo(queue, outbound) : Open();
    }

    /// <summary>Whether an unknown queue refused it, so that each retry may duplicate into the others.</summary>
    public bool MayDuplicate { get; private set; }

    public bool AnyAccepted => _acceptedBy.Count > 0;

    public async Task<PublishResult> SendAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _publication.WaitForCapacityAsync(cancellationToken);
            switch (await _publication.SendAsync(static () => true, cancellationToken))
            {
                case PublishResult.Refused when !_toSingleQueue && !_queueByQueue && !MayDuplicate:
                    Reopen(queueByQueue: true);
                    MayDuplicate = true;
                    break;
                case PublishResult.QueuesUnknown:
                    Reopen(queueByQueue: false);
                    if (MayDuplicate)
                    {
                        return PublishResult.Refused;
                    }

                    break;
                case var outcome:
                    MayDuplicate &= !_queueByQueue;
                    return outcome;
            }
        }
    }

    public bool HasAccepted(string queue) => _acceptedBy.Contains(queue);

    public bool MaySend(string queue) => true;

    public void MarkAccepted(string queue) => _acceptedBy.Add(queue);

    public void MarkRefused(string queue)
    {
    }

    public void Dispose() => _publication.Dispose();

    private void Reopen(bool queueByQueue)
    {
        _publication.Dispose();
        _queueByQueue = queueByQueue;
        _publication = Open();
    }

    private Publication Open() => _queueByQueue ? _publisher.OpenPerQueue(_outbound, this) : _publisher.Open(_outbound);
}
