using MassTransit;
using MassTransit.RabbitMqTransport;
using MassTransit.Transports;

namespace WebhookRelay.Consumer.Receiving;

/// <summary>
/// An unacknowledged message. A returned message is neither acknowledged nor rejected: the broker requeues it in its original
/// position when the channel closes. A rejection would put it behind later messages.
/// </summary>
internal sealed class InFlightMessage : IDisposable
{
    private readonly ReceiveContext _context;
    private readonly ShutdownSignal _shutdown;
    private readonly CancellationTokenSource _waiting;

    public InFlightMessage(ReceiveContext context, ShutdownSignal shutdown)
    {
        (_context, _shutdown) = (context, shutdown);
        _waiting = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, shutdown.Started);
    }

    public bool Redelivered => _context.Redelivered;

    /// <summary>Cancelled when no work may start for the message: its channel is closed, or the service is stopping.</summary>
    public CancellationToken StartToken => _waiting.Token;

    /// <summary>Cancelled when running handlers must end too.</summary>
    public CancellationToken HandlerToken => _shutdown.Deadline;

    /// <summary>Whether the message must be returned to the broker.</summary>
    public bool MustRequeue => _waiting.IsCancellationRequested || _context.TryGetPayload(out ChannelContext? channel) && channel.Channel.IsClosed;

    /// <summary>Throws if no work may start: the broker may already have delivered this and earlier messages to another consumer.</summary>
    public void ThrowIfStopping()
    {
        if (MustRequeue)
        {
            throw Requeue();
        }
    }

    /// <summary>Creates the exception that makes MassTransit leave the message unacknowledged.</summary>
    public OperationCanceledException Requeue()
    {
        (_context as BaseReceiveContext)?.Cancel();
        return new OperationCanceledException("The event is returned to the broker.", _context.CancellationToken);
    }

    public void Dispose() => _waiting.Dispose();
}
