using MassTransit;
using PublishException = RabbitMQ.Client.Exceptions.PublishException;

namespace WebhookRelay.Publishing;

/// <summary>
/// Tells at once what became of a publish that went out and was not confirmed. MassTransit would keep it for some seconds
/// and try again, while the relay lets others go first and sends again itself. MassTransit logs the cause; it is not kept
/// here, since a cause that it would try again after makes it do so.
/// </summary>
internal sealed class FaultObserver : IPublishObserver
{
    public Task PrePublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    /// <summary>Called once a publish has gone out, before MassTransit decides on another try. What it throws takes the place of MassTransit's own exception.</summary>
    /// <exception cref="RefusedException">The broker said no; MassTransit takes that for a broken connection.</exception>
    /// <exception cref="LostException">The connection broke.</exception>
    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => exception switch
        {
            MessageReturnedException => Task.CompletedTask,
            RabbitMqConnectionException { InnerException: PublishException } => throw new RefusedException(),
            _ => throw new LostException(BrokerErrorText.For(exception)),
        };
}

/// <summary>The broker said no to a publish.</summary>
internal sealed class RefusedException() : Exception("The broker refused the publish.")
{
    /// <summary>The refusal may be the channel's fault, which is opened again for that reason.</summary>
    public bool ChannelIsRenewed { get; init; }
}

/// <summary>A publish went out, and its connection broke before the broker's answer came.</summary>
/// <param name="why">What was said of it.</param>
internal sealed class LostException(string why) : Exception("The connection broke before the broker answered the publish.")
{
    public string Why => why;
}
