using MassTransit;
using MassTransit.RabbitMqTransport;
using MassTransit.Transports;

namespace WebhookRelay.Consumer.Receiving;

/// <summary>
/// A message while it is unacknowledged. One that is given back is neither acknowledged nor refused: the broker takes it
/// back, in its place, when the channel closes. A refusal would put it behind later ones.
/// </summary>
internal sealed class Reception : IDisposable
{
    private readonly ReceiveContext _context;
    private readonly Stopping _stopping;
    private readonly CancellationTokenSource _waiting;

    public Reception(ReceiveContext context, Stopping stopping)
    {
        (_context, _stopping) = (context, stopping);
        _waiting = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping.Begun);
    }

    public bool Redelivered => _context.Redelivered;

    /// <summary>Is cancelled when nothing may be begun for the message any more: its channel is gone, or the service stops.</summary>
    public CancellationToken Waiting => _waiting.Token;

    /// <summary>Is cancelled when what was begun must end as well.</summary>
    public CancellationToken Running => _stopping.Over;

    /// <summary>Whether it has to be given back.</summary>
    public bool IsOver => _waiting.IsCancellationRequested || _context.TryGetPayload(out ChannelContext? channel) && channel.Channel.IsClosed;

    /// <summary>Throws where nothing may be begun any more: the broker may have handed it, and those before it, to another already.</summary>
    public void ThrowIfOver()
    {
        if (IsOver)
        {
            throw GivenBack();
        }
    }

    /// <summary>The exception by which the bus leaves the message as it is.</summary>
    public OperationCanceledException GivenBack()
    {
        (_context as BaseReceiveContext)?.Cancel();
        return new OperationCanceledException("The event is given back to the broker.", _context.CancellationToken);
    }

    public void Dispose() => _waiting.Dispose();
}
