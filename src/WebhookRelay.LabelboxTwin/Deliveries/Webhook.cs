namespace WebhookRelay.LabelboxTwin.Deliveries;

internal enum WebhookStatus
{
    Active,
    Inactive,
    Revoked,
}

/// <summary>Webhooks made through the API are V1; V2 ones are made by hand, as in Labelbox's own web pages.</summary>
internal enum WebhookVersion
{
    V1,
    V2,
}

/// <summary>What becomes of deliveries for a webhook.</summary>
internal enum Silence
{
    /// <summary>They are sent.</summary>
    None,

    /// <summary>They are never sent.</summary>
    Lost,

    /// <summary>They wait, and are sent when the silence ends.</summary>
    Kept,
}

/// <param name="ProjectId">Null: every project of the organisation.</param>
/// <param name="Envelope">The name of the member that a V2 row is wrapped in; null: the bare row.</param>
internal sealed record Webhook(
    string Id,
    string? ProjectId,
    string Url,
    string Secret,
    IReadOnlyList<string> Topics,
    WebhookVersion Version,
    string? Envelope,
    DateTimeOffset CreatedAt)
{
    public WebhookStatus Status { get; init; } = WebhookStatus.Active;

    public DateTimeOffset UpdatedAt { get; init; } = CreatedAt;

    public Silence Silence { get; init; }

    public bool IsToldOf(string topic, string projectId) =>
        Status is WebhookStatus.Active
        && Topics.Contains(topic, StringComparer.Ordinal)
        && (ProjectId is null || string.Equals(ProjectId, projectId, StringComparison.Ordinal));
}
