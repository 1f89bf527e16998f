using System.Net.Sockets;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using WebhookRelay.Contracts;

namespace WebhookRelay.Publishing;

/// <summary>One event on its way to one queue and no other: by the broker's default exchange, whose routing keys are names of queues.</summary>
internal sealed class QueuePublication(OutboundEvent outbound, string queue, DirectLink link, BrokerReadiness readiness) : Publication
{
    private const string DefaultExchange = "";
    private const ushort AccessRefused = 403;

    public override ValueTask WaitForTurnAsync(CancellationToken cancellationToken) => readiness.WaitAsync(cancellationToken);

    public override async Task<PublishOutcome> SendAsync(Func<bool> mayStart, CancellationToken cancellationToken)
    {
        using var turn = await link.Renewal.EnterAsync(cancellationToken);
        try
        {
            var (channel, ending) = await link.PublishingAsync(cancellationToken);
            if (!mayStart())
            {
                return PublishOutcome.NotSent;
            }

            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ending);
            await channel.BasicPublishAsync(DefaultExchange, queue, mandatory: true, Properties(), outbound.Body, waiting.Token);
            return PublishOutcome.Confirmed;
        }
        catch (PublishException e) when (e.IsReturn)
        {
            return PublishOutcome.Unrouted;
        }
        catch (PublishException)
        {
            link.Renewal.Refused();
            return PublishOutcome.Refused;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode is AccessRefused)
        {
            return PublishOutcome.NotAllowed;
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException or SocketException or TimeoutException or ObjectDisposedException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return PublishOutcome.Lost;
        }
    }

    public override void Dispose()
    {
    }

    private BasicProperties Properties()
    {
        var properties = new BasicProperties
        {
            ContentType = EventExchange.ContentType,
            MessageId = outbound.MessageId.ToString(),
            Type = outbound.Type,
            Timestamp = new AmqpTimestamp(outbound.Timestamp.ToUnixTimeSeconds()),
            DeliveryMode = DeliveryModes.Persistent,
            Headers = new Dictionary<string, object?>(StringComparer.Ordinal),
        };
        if (outbound.TraceParent is { Length: > 0 } parent)
        {
            properties.Headers["traceparent"] = parent;
        }

        if (outbound.TraceState is { Length: > 0 } state)
        {
            properties.Headers["tracestate"] = state;
        }

        return properties;
    }
}
