using WebhookRelay.Contracts;

namespace WebhookRelay.Labelbox.Api;

/// <summary>A webhook as the API lists it. The API does not return its secret or its payload version.</summary>
/// <param name="Id">Labelbox's id of the webhook.</param>
/// <param name="Url">The address that it delivers to.</param>
/// <param name="Topics">The topics by the API's names, including unknown ones.</param>
/// <param name="Status">Whether it delivers.</param>
/// <param name="StatusText">The status as the API wrote it.</param>
/// <param name="CreatedAt">When it was created; null if the API does not say.</param>
/// <param name="UpdatedAt">When it was last changed; null if the API does not say.</param>
public sealed record Webhook(
    string Id,
    string Url,
    IReadOnlyList<string> Topics,
    WebhookStatus Status,
    string StatusText,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? UpdatedAt)
{
    /// <summary>Whether it delivers events of a topic.</summary>
    /// <param name="topic">A known topic.</param>
    public bool Has(LabelboxTopic topic) =>
        topic is not LabelboxTopic.Other && Topics.Any(name => LabelboxTopics.FromHeader(name) == topic);
}

/// <summary>Whether a webhook delivers. Source: Labelbox's API reference and client.</summary>
public enum WebhookStatus
{
    /// <summary>A status that this version does not know; see <see cref="Webhook.StatusText"/>.</summary>
    Unknown = 0,

    /// <summary><c>ACTIVE</c>: it delivers.</summary>
    Active,

    /// <summary><c>INACTIVE</c>: it was deactivated, which Labelbox offers instead of deletion.</summary>
    Inactive,

    /// <summary><c>REVOKED</c>. Labelbox does not document who sets it.</summary>
    Revoked,
}

/// <summary>The project a webhook belongs to.</summary>
/// <param name="Id">Labelbox's id of the project.</param>
/// <param name="Name">Its name; null if the API does not say.</param>
public sealed record WebhookProject(string Id, string? Name);
