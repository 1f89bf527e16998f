using Microsoft.Extensions.Options;

namespace WebhookRelay.Publishing;

/// <summary>Where events go.</summary>
internal enum Transport
{
    /// <summary>To the broker of <c>Publishing:RabbitMq</c>.</summary>
    RabbitMq = 0,

    /// <summary>To a subscriber in this process that logs them, and nowhere else.</summary>
    InMemory = 1,
}

/// <summary>Without a broker events reach no service. Outside of Development that has to be chosen, so that a mistyped key does not do it.</summary>
internal sealed class TransportValidator(IHostEnvironment environment) : IValidateOptions<PublishingOptions>
{
    public ValidateOptionsResult Validate(string? name, PublishingOptions options) => options switch
    {
        { Transport: { } unknown } when !Enum.IsDefined(unknown) => ValidateOptionsResult.Fail("Publishing:Transport must be RabbitMq or InMemory."),
        { Transport: Transport.InMemory, RabbitMq.Length: > 0 } => ValidateOptionsResult.Fail(
            "Publishing:Transport is InMemory, so Publishing:RabbitMq would not be used: take one of them out."),
        { Transport: Transport.RabbitMq, RabbitMq: null or "" } => ValidateOptionsResult.Fail(
            "Publishing:Transport is RabbitMq, which needs Publishing:RabbitMq: amqp://user:password@host:5672/vhost."),
        { Transport: null, RabbitMq: null or "" } when !environment.IsDevelopment() => ValidateOptionsResult.Fail(
            $"Publishing:RabbitMq is required in {environment.EnvironmentName}: amqp://user:password@host:5672/vhost. "
            + "To run without a broker set Publishing:Transport=InMemory; events are then logged, and reach no service."),
        _ => ValidateOptionsResult.Success,
    };
}
