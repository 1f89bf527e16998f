using System.Runtime.CompilerServices;
using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;
using WebhookRelay.Consumer.Ordering;

namespace WebhookRelay.Consumer.Receiving;

/// <summary>
/// The outermost step of a message: events of one data row go on one after the other, in the order they stood in the queue,
/// each only when the one before it is acknowledged or has been moved to the error queue.
/// </summary>
internal sealed class RowOrder(Stopping stopping, TimeProvider time) : IFilter<ReceiveContext>
{
    private readonly DataRowSequencer _lanes = new();
    private readonly ConditionalWeakTable<IChannel, Turnstile> _turnstiles = [];

    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        using var reception = context.GetOrAddPayload(() => new Reception(context, stopping));
        try
        {
            using var place = await EnterAsync(context, reception.Waiting);
            if (place is not null)
            {
                await place.TurnAsync(reception.Waiting);
            }

            reception.ThrowIfOver();
            await next.Send(context);
        }
        catch (OperationCanceledException) when (reception.IsOver)
        {
            throw reception.GivenBack();
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("rowOrder");

    private async ValueTask<RowPlace?> EnterAsync(ReceiveContext context, CancellationToken cancellationToken)
    {
        var row = EventSubject.Of(context.Body.GetBytes());
        RowPlace? Enter() => row is null ? null : _lanes.Enter(row);
        if (!context.TryGetPayload(out ChannelContext? channel) || !context.TryGetPayload(out RabbitMqBasicConsumeContext? message))
        {
            return Enter();
        }

        var turnstile = _turnstiles.GetValue(channel.Channel, _ => new Turnstile(time));
        return await turnstile.PassAsync(message.DeliveryTag, Enter, cancellationToken);
    }
}
