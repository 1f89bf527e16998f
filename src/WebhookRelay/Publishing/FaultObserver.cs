using MassTransit;
using PublishException = RabbitMQ.Client.Exceptions.PublishException;

namespace WebhookRelay.Publishing;

/// <summary>
/// Reports at once a publish that was sent and not confirmed. MassTransit would hold it for some seconds and retry, while
/// the relay retries itself after other events. The cause is logged by MassTransit and not attached here, since an
/// exception that MassTransit considers transient would make it retry.
/// </summary>
internal sealed class FaultObserver : IPublishObserver
{
    public Task PrePublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    /// <summary>Called after a publish was sent, before MassTransit decides on a retry. An exception thrown here replaces MassTransit's own.</summary>
    /// <exception cref="RefusedException">The broker refused the publish; MassTransit treats that as a broken connection.</exception>
    /// <exception cref="LostException">The connection broke.</exception>
    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => exception switch
        {
            MessageReturnedException => Task.CompletedTask,
            RabbitMqConnectionException { InnerException: PublishException } => throw new RefusedException(),
            _ => throw new LostException(BrokerErrorText.For(exception)),
        };
}

/// <summary>The broker refused a publish (negative confirm).</summary>
internal sealed class RefusedException() : Exception("The broker refused the publish.");

/// <summary>A publish was sent, and its connection broke before the broker answered.</summary>
/// <param name="why">The reason that the broker or the client gave.</param>
internal sealed class LostException(string why) : Exception("The connection broke before the broker answered the publish.")
{
    public string Why => why;
}
