namespace WebhookRelay.LabelboxTwin.Deliveries;

internal enum WebhookStatus
{
    Active,
    Inactive,
    Revoked,
}

/// <summary>The API creates V1 webhooks. V2 webhooks are created by hand, as in Labelbox's web pages.</summary>
internal enum WebhookVersion
{
    V1,
    V2,
}

/// <summary>How deliveries for a webhook are treated.</summary>
internal enum Silence
{
    /// <summary>They are sent.</summary>
    None,

    /// <summary>They are never sent.</summary>
    Lost,

    /// <summary>They wait, and are sent when the silence ends.</summary>
    Kept,
}

/// <param name="ProjectId">Null means every project of the organisation.</param>
/// <param name="Envelope">The member that wraps a V2 row; null means the bare row.</param>
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

    public bool IsSubscribedTo(string topic, string projectId) =>
        Status is WebhookStatus.Active
        && Topics.Contains(topic, StringComparer.Ordinal)
        && (ProjectId is null || string.Equals(ProjectId, projectId, StringComparison.Ordinal));
}
