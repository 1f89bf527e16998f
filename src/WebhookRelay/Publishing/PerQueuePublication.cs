namespace WebhookRelay.Publishing;

/// <summary>
/// Publishes one event to every bound queue, one by one, so that a refusal names its queue and the other queues receive the
/// event once. Confirmed when every queue that is bound after the last of these confirms has confirmed the event.
/// </summary>
internal sealed class PerQueuePublication(
    OutboundEvent outbound, IQueueProgress progress, BoundQueues bound, Func<string, Publication> openTo, BrokerReadiness readiness, TimeProvider time) : Publication
{
    /// <summary>The bindings are read again before the event counts as confirmed, so a queue bound meanwhile is found.</summary>
    private static readonly TimeSpan MaxBindingsAge = TimeSpan.FromSeconds(2);

    public override ValueTask WaitForCapacityAsync(CancellationToken cancellationToken) => readiness.WaitAsync(cancellationToken);

    public override async Task<PublishResult> SendAsync(Func<bool> mayStart, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        var notBefore = progress.AnyAccepted ? now : now - (long)(MaxBindingsAge.TotalSeconds * time.TimestampFrequency);
        while (await bound.GetAsync(outbound.RoutingKey, notBefore, cancellationToken) is { } queues)
        {
            if (queues.Count is 0 && !progress.AnyAccepted)
            {
                return PublishResult.Unrouted;
            }

            switch (await SendToEachAsync(queues, mayStart, cancellationToken))
            {
                case (Ended: { } ended, _):
                    return ended;
                case (_, Sent: false):
                    return PublishResult.Confirmed;
            }

            notBefore = time.GetTimestamp();
        }

        return PublishResult.QueuesUnknown;
    }

    public override void Dispose()
    {
    }

    /// <returns>The result, if a queue ended the attempt early; otherwise whether anything was sent, since more queues may be bound by now.</returns>
    private async Task<(PublishResult? Ended, bool Sent)> SendToEachAsync(IReadOnlyList<string> queues, Func<bool> mayStart, CancellationToken cancellationToken)
    {
        var (missing, sent) = (false, false);
        foreach (var queue in queues.Where(queue => !progress.HasAccepted(queue)))
        {
            if (!progress.MaySend(queue))
            {
                missing = true;
                continue;
            }

            using var publication = openTo(queue);
            switch (await publication.SendAsync(mayStart, cancellationToken))
            {
                case PublishResult.Confirmed:
                    progress.MarkAccepted(queue);
                    sent = true;
                    break;
                case PublishResult.Unrouted:
                    // The queue was deleted meanwhile.
                    sent = true;
                    break;
                case PublishResult.Refused:
                    progress.MarkRefused(queue);
                    missing = true;
                    break;
                case PublishResult.NotAllowed:
                    bound.MarkUnreachable();
                    return (PublishResult.QueuesUnknown, sent);
                case var other:
                    return (other, sent);
            }
        }

        return (missing ? PublishResult.Refused : null, sent);
    }
}
