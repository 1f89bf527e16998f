using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Subscriptions;

/// <summary>A webhook that should be registered, as the only one for its purpose.</summary>
/// <param name="Name">Its name, and the last part of its path.</param>
/// <param name="Project">The project; null for the whole organisation.</param>
/// <param name="Topics">The API's topic names.</param>
/// <param name="Version">The payload version it should deliver.</param>
/// <param name="Url">The full address.</param>
/// <param name="Mark">The mark of the secret it should sign with; null if none is known here.</param>
internal sealed record DesiredWebhook(
    string Name, string? Project, IReadOnlyList<string> Topics, WebhookVersion Version, string Url, string? Mark)
{
    public static DesiredWebhook From(string name, SubscriptionOptions options, string publicUrl, string? mark) => new(
        name,
        options.Organization ? null : options.Project,
        [.. options.Topics.Select(WebhookTopics.Normalize).Distinct(StringComparer.Ordinal)],
        options.Version,
        PublicUrl.Of(publicUrl, name),
        mark);

    public bool IsFor(OwnWebhook own) =>
        string.Equals(own.Subscription, Name, StringComparison.OrdinalIgnoreCase) && string.Equals(own.Project, Project, StringComparison.Ordinal);
}

/// <summary>A webhook as Labelbox lists it, with its project.</summary>
/// <param name="Listed">The webhook in the API's list.</param>
/// <param name="Project">Its project; null for the whole organisation.</param>
internal sealed record ActualWebhook(Webhook Listed, string? Project)
{
    public string Id => Listed.Id;

    /// <summary>An unknown status counts as live and is not changed.</summary>
    public bool IsLive => Listed.Status is WebhookStatus.Active or WebhookStatus.Unknown;
}
