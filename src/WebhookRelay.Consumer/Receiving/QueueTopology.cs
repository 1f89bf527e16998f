using MassTransit;
using MassTransit.RabbitMqTransport;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client.Exceptions;
using WebhookRelay.Contracts;

namespace WebhookRelay.Consumer.Receiving;

/// <summary>
/// Declares the queue, its bindings and its error queue on every channel before it consumes, with the relay's arguments. This
/// restores anything that was lost.
/// </summary>
internal sealed partial class QueueTopology(string queue, IReadOnlyList<string> patterns, ILogger<QueueTopology> logger) : IFilter<ChannelContext>
{
    /// <summary>The suffix that MassTransit uses for error queues.</summary>
    public const string ErrorSuffix = "_error";

    public static Dictionary<string, object> Arguments => SubscriberQueue.Arguments.ToDictionary(argument => argument.Key, argument => argument.Value!, StringComparer.Ordinal);

    public async Task Send(ChannelContext channel, IPipe<ChannelContext> next)
    {
        try
        {
            await DeclareAsync(channel, channel.CancellationToken);
        }
        catch (OperationInterruptedException e)
        {
            LogRejected(logger, queue, queue + ErrorSuffix, e.ShutdownReason?.ReplyCode, e.ShutdownReason?.ReplyText);
            throw;
        }

        await next.Send(channel);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("queueTopology");

    private async Task DeclareAsync(ChannelContext channel, CancellationToken cancellationToken)
    {
        var none = new Dictionary<string, object>(StringComparer.Ordinal);
        await channel.ExchangeDeclare(EventExchange.Name, EventExchange.Type, durable: true, autoDelete: false, none, cancellationToken);
        await channel.QueueDeclare(queue, durable: true, exclusive: false, autoDelete: false, Arguments, cancellationToken);
        foreach (var pattern in patterns)
        {
            await channel.QueueBind(queue, EventExchange.Name, pattern, none, cancellationToken);
        }

        var errors = queue + ErrorSuffix;
        await channel.ExchangeDeclare(errors, "fanout", durable: true, autoDelete: false, none, cancellationToken);
        await channel.QueueDeclare(errors, durable: true, exclusive: false, autoDelete: false, Arguments, cancellationToken);
        await channel.QueueBind(errors, errors, routingKey: "", none, cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Error, "The broker rejects queue {Queue} or {ErrorQueue}, or their bindings ({Code} {Text}). Delete the queue with different arguments once it is empty, or set LabelboxConsumers:Queue to another name")]
    private static partial void LogRejected(ILogger logger, string queue, string errorQueue, ushort? code, string? text);
}
