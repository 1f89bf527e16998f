using System.Net.Sockets;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using WebhookRelay.Contracts;

namespace WebhookRelay.Publishing;

/// <summary>Publishes one event to a single queue, through the default exchange, whose routing keys are queue names.</summary>
internal sealed class SingleQueuePublication(OutboundEvent outbound, string queue, AdminConnection connection, BrokerReadiness readiness) : Publication
{
    private const string DefaultExchange = "";
    private const ushort AccessRefused = 403;

    public override ValueTask WaitForCapacityAsync(CancellationToken cancellationToken) => readiness.WaitAsync(cancellationToken);

    public override async Task<PublishResult> SendAsync(Func<bool> mayStart, CancellationToken cancellationToken)
    {
        using var scope = await connection.Renewal.EnterAsync(cancellationToken);
        try
        {
            var (channel, ended) = await connection.GetPublishChannelAsync(cancellationToken);
            if (!mayStart())
            {
                return PublishResult.NotSent;
            }

            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ended);
            await channel.BasicPublishAsync(DefaultExchange, queue, mandatory: true, Properties(), outbound.Body, waiting.Token);
            return PublishResult.Confirmed;
        }
        catch (PublishException e) when (e.IsReturn)
        {
            return PublishResult.Unrouted;
        }
        catch (PublishException)
        {
            connection.Renewal.OnRefused();
            return PublishResult.Refused;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode is AccessRefused)
        {
            return PublishResult.NotAllowed;
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException or SocketException or TimeoutException or ObjectDisposedException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return PublishResult.Lost;
        }
    }

    public override void Dispose()
    {
    }

    private BasicProperties Properties() => new()
    {
        ContentType = EventExchange.ContentType,
        MessageId = outbound.MessageId.ToString(),
        Type = outbound.Type,
        Timestamp = new AmqpTimestamp(outbound.Timestamp.ToUnixTimeSeconds()),
        DeliveryMode = DeliveryModes.Persistent,
        Headers = outbound.Headers().ToDictionary(header => header.Key, header => (object?)header.Value, StringComparer.Ordinal),
    };
}
