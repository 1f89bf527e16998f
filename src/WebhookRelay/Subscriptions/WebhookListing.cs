using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Subscriptions;

/// <summary>The webhooks that Labelbox lists for the relevant projects.</summary>
/// <param name="Webhooks">The webhooks, including inactive ones.</param>
/// <param name="Faults">By project (empty for the organisation): why its list is not available, other than an outage.</param>
internal sealed record WebhookListing(IReadOnlyList<ActualWebhook> Webhooks, IReadOnlyDictionary<string, LabelboxApiException> Faults)
{
    /// <summary>Queries every project with a desired or recorded webhook.</summary>
    /// <exception cref="LabelboxApiException">The API is not available now.</exception>
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
                // A project that the API key cannot see does not affect the others.
                faults[project ?? string.Empty] = e;
            }
        }

        return new WebhookListing(webhooks, faults);
    }

    /// <summary>The organisation's list may include webhooks of projects, so the project of each possible own webhook is queried.</summary>
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
