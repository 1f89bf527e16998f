using System.Text.Json.Serialization;

namespace WebhookRelay.Publishing;

/// <summary>The message type for MassTransit. The event's bytes are already written; the other members are for the in-process subscriber.</summary>
internal sealed class PublishedEvent
{
    public string? Id { get; set; }

    public string? Type { get; set; }

    public string? Subject { get; set; }

    public string? ProjectId { get; set; }

    public string? LabelId { get; set; }

    [JsonIgnore]
    public OutboundEvent? Outbound { get; set; }
}
