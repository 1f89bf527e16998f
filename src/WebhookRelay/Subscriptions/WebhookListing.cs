using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Subscriptions;

/// <summary>What Labelbox lists of the projects that matter.</summary>
/// <param name="Webhooks">The webhooks, dead ones too.</param>
/// <param name="Faults">By project (empty for the organisation): why its list could not be had, where that is no outage.</param>
internal sealed record WebhookListing(IReadOnlyList<ActualWebhook> Webhooks, IReadOnlyDictionary<string, LabelboxApiException> Faults)
{
    /// <summary>Asks for every project that something is desired or recorded of.</summary>
    /// <exception cref="LabelboxApiException">The API cannot be asked at all just now.</exception>
    public static async Task<WebhookListing> QueryAsync(
        ILabelboxWebhooks labelbox, IReadOnlyList<DesiredWebhook> desired, SubscriptionRecord record, CancellationToken cancellationToken)
    {
        var webhooks = new List<ActualWebhook>();
        var faults = new Dictionary<string, LabelboxApiException>(StringComparer.Ordinal);
        List<string?> projects = [.. desired.Select(each => each.Project), .. record.Webhooks.Select(own => own.Project), .. record.Intents.Select(intent => intent.Project)];
        foreach (var project in projects.Distinct(StringComparer.Ordinal))
        {
            try
            {
                webhooks.AddRange(project is null
                    ? await OfOrganizationAsync(labelbox, desired, record, cancellationToken)
                    : (await labelbox.ListForProjectAsync(project, cancellationToken)).Select(webhook => new ActualWebhook(webhook, project)));
            }
            catch (LabelboxApiException e) when (e is LabelboxNotFoundException or LabelboxNotAllowedException)
            {
                // One project that the key does not see keeps nothing from the others.
                faults[project ?? string.Empty] = e;
            }
        }

        return new WebhookListing(webhooks, faults);
    }

    /// <summary>The organisation's list may hold those of projects: only what could be ours is asked for its project.</summary>
    private static async Task<IReadOnlyList<ActualWebhook>> OfOrganizationAsync(
        ILabelboxWebhooks labelbox, IReadOnlyList<DesiredWebhook> desired, SubscriptionRecord record, CancellationToken cancellationToken)
    {
        var ours = new List<ActualWebhook>();
        var urls = desired.Select(each => each.Url).Concat(record.Intents.Select(intent => intent.Url)).ToHashSet(StringComparer.Ordinal);
        foreach (var webhook in await labelbox.ListForOrganizationAsync(cancellationToken))
        {
            var own = record.Find(webhook.Id);
            if (own is { Project: null }
                || (own is null && urls.Contains(webhook.Url) && await labelbox.GetProjectOfWebhookAsync(webhook.Id, cancellationToken) is null))
            {
                ours.Add(new ActualWebhook(webhook, Project: null));
            }
        }

        return ours;
    }
}
