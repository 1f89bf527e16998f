using System.Text.Json.Serialization;

namespace WebhookRelay.Publishing;

/// <summary>What the bus knows an event as. Its bytes are written already; the members are those a subscriber in this process reads.</summary>
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
