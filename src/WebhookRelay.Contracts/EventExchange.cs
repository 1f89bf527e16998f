namespace WebhookRelay.Contracts;

/// <summary>The exchange that the relay publishes events to.</summary>
public static class EventExchange
{
    /// <summary>The name of the exchange.</summary>
    public const string Name = "labelbox.events";

    /// <summary>The exchange's type. It is durable.</summary>
    public const string Type = "topic";

    /// <summary>The content type of every event.</summary>
    public const string ContentType = "application/cloudevents+json";
}
