using System.Runtime.CompilerServices;
using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;
using WebhookRelay.Consumer.Ordering;

namespace WebhookRelay.Consumer.Receiving;

/// <summary>
/// The outermost filter of a message. Events of one data row continue one at a time in queue order, each after the previous
/// one was acknowledged or moved to the error queue.
/// </summary>
internal sealed class RowOrderFilter(ShutdownSignal shutdown, TimeProvider time) : IFilter<ReceiveContext>
{
    private readonly DataRowSequencer _sequencer = new();
    private readonly ConditionalWeakTable<IChannel, DeliveryTagSequencer> _channels = [];

    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        using var inFlight = context.GetOrAddPayload(() => new InFlightMessage(context, shutdown));
        try
        {
            using var ticket = await EnterAsync(context, inFlight.StartToken);
            if (ticket is not null)
            {
                await ticket.WaitForTurnAsync(inFlight.StartToken);
            }

            inFlight.ThrowIfStopping();
            await next.Send(context);
        }
        catch (OperationCanceledException) when (inFlight.MustRequeue)
        {
            throw inFlight.Requeue();
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("rowOrder");

    private async ValueTask<SequencerTicket?> EnterAsync(ReceiveContext context, CancellationToken cancellationToken)
    {
        var row = EventSubject.Of(context.Body.GetBytes());
        SequencerTicket? Enter() => row is null ? null : _sequencer.Enter(row);
        if (!context.TryGetPayload(out ChannelContext? channel) || !context.TryGetPayload(out RabbitMqBasicConsumeContext? message))
        {
            return Enter();
        }

        var sequencer = _channels.GetValue(channel.Channel, _ => new DeliveryTagSequencer(time));
        return await sequencer.PassAsync(message.DeliveryTag, Enter, cancellationToken);
    }
}
