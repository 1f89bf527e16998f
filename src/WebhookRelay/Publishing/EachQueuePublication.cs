namespace WebhookRelay.Publishing;

/// <summary>
/// One event on its way to every bound queue, one by one: a refusal says which queue refuses, and the others get it once.
/// It is confirmed when every queue has confirmed it that was bound after the last of these confirms.
/// </summary>
internal sealed class EachQueuePublication(
    OutboundEvent outbound, IQueueProgress turns, BoundQueues bound, Func<string, Publication> to, BrokerReadiness readiness, TimeProvider time) : Publication
{
    /// <summary>A queue that is bound meanwhile is found before the event is confirmed.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(2);

    public override ValueTask WaitForTurnAsync(CancellationToken cancellationToken) => readiness.WaitAsync(cancellationToken);

    public override async Task<PublishOutcome> SendAsync(Func<bool> mayStart, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        var notBefore = turns.AnyAccepted ? now : now - (long)(FreshFor.TotalSeconds * time.TimestampFrequency);
        while (await bound.ForAsync(outbound.RoutingKey, notBefore, cancellationToken) is { } queues)
        {
            if (queues.Count is 0 && !turns.AnyAccepted)
            {
                return PublishOutcome.Unrouted;
            }

            switch (await SendToEachAsync(queues, mayStart, cancellationToken))
            {
                case (Ended: { } ended, _):
                    return ended;
                case (_, Sent: false):
                    return PublishOutcome.Confirmed;
            }

            notBefore = time.GetTimestamp();
        }

        return PublishOutcome.QueuesNotKnown;
    }

    public override void Dispose()
    {
    }

    /// <returns>How it ended before every queue had it; else whether anything was sent, since then more queues may be bound by now.</returns>
    private async Task<(PublishOutcome? Ended, bool Sent)> SendToEachAsync(IReadOnlyList<string> queues, Func<bool> mayStart, CancellationToken cancellationToken)
    {
        var (lacks, sent) = (false, false);
        foreach (var queue in queues.Where(queue => !turns.HasAccepted(queue)))
        {
            if (!turns.MaySend(queue))
            {
                lacks = true;
                continue;
            }

            using var publication = to(queue);
            switch (await publication.SendAsync(mayStart, cancellationToken))
            {
                case PublishOutcome.Confirmed:
                    turns.MarkAccepted(queue);
                    sent = true;
                    break;
                case PublishOutcome.Unrouted:
                    // It was deleted meanwhile.
                    sent = true;
                    break;
                case PublishOutcome.Refused:
                    turns.MarkRefused(queue);
                    lacks = true;
                    break;
                case PublishOutcome.NotAllowed:
                    bound.CannotBeReached();
                    return (PublishOutcome.QueuesNotKnown, sent);
                case var other:
                    return (other, sent);
            }
        }

        return (lacks ? PublishOutcome.Refused : null, sent);
    }
}
