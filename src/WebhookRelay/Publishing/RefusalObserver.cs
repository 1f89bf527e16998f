using MassTransit;
using PublishException = RabbitMQ.Client.Exceptions.PublishException;

namespace WebhookRelay.Publishing;

/// <summary>
/// Tells a refusal at once. MassTransit takes the broker's negative confirm for a broken connection, and would keep the
/// publish for some seconds and try again, while the relay lets others go first.
/// </summary>
internal sealed class RefusalObserver : IPublishObserver
{
    public Task PrePublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    /// <summary>Called for each try, before MassTransit decides on another.</summary>
    /// <exception cref="RefusedException">The broker said no; it takes the place of MassTransit's own exception.</exception>
    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => exception is RabbitMqConnectionException { InnerException: PublishException refusal }
            ? throw new RefusedException(refusal)
            : Task.CompletedTask;
}

/// <summary>The broker said no to a publish.</summary>
internal sealed class RefusedException(Exception refusal) : Exception("The broker refused the publish.", refusal);
