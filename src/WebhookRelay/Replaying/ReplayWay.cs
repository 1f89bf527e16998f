using WebhookRelay.Publishing;
using WebhookRelay.Relaying;

namespace WebhookRelay.Replaying;

/// <summary>
/// A replayed event's way: to one queue, to all of them together or, since one of them refuses it, to each by itself where
/// the broker tells which there are.
/// </summary>
internal sealed class ReplayWay : IQueueProgress, IDisposable
{
    private readonly OutboundEvent _outbound;
    private readonly IEventPublisher _publisher;
    private readonly bool _toOne;
    private readonly HashSet<string> _tookIt = new(StringComparer.Ordinal);
    private Publication _publication;
    private bool _toEach;

    public ReplayWay(string? queue, OutboundEvent outbound, IEventPublisher publisher, RefusedEntries refused)
    {
        (_outbound, _publisher, _toOne) = (outbound, publisher, queue is not null);
        _toEach = !_toOne && refused.AnyRefuses(publisher.LastKnownQueues(outbound.RoutingKey));
        _publication = queue is not null ? publisher.OpenTo(queue, outbound) : Open();
    }

    /// <summary>Whether it was refused by a queue that is not known, so that each try may double into the others.</summary>
    public bool MayDouble { get; private set; }

    public bool AnyAccepted => _tookIt.Count > 0;

    public async Task<PublishResult> SendAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _publication.WaitForCapacityAsync(cancellationToken);
            switch (await _publication.SendAsync(static () => true, cancellationToken))
            {
                case PublishResult.Refused when !_toOne && !_toEach && !MayDouble:
                    Turn(toEach: true);
                    MayDouble = true;
                    break;
                case PublishResult.QueuesUnknown:
                    Turn(toEach: false);
                    if (MayDouble)
                    {
                        return PublishResult.Refused;
                    }

                    break;
                case var outcome:
                    MayDouble &= !_toEach;
                    return outcome;
            }
        }
    }

    public bool HasAccepted(string queue) => _tookIt.Contains(queue);

    public bool MaySend(string queue) => true;

    public void MarkAccepted(string queue) => _tookIt.Add(queue);

    public void MarkRefused(string queue)
    {
    }

    public void Dispose() => _publication.Dispose();

    private void Turn(bool toEach)
    {
        _publication.Dispose();
        _toEach = toEach;
        _publication = Open();
    }

    private Publication Open() => _toEach ? _publisher.OpenPerQueue(_outbound, this) : _publisher.Open(_outbound);
}
