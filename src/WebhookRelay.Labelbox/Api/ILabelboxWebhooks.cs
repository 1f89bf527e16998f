namespace WebhookRelay.Labelbox.Api;

/// <summary>
/// The webhooks registered at Labelbox. What a method returns is what the API said; every failure of it is a
/// <see cref="LabelboxApiException"/>. Safe for use by many callers at once.
/// </summary>
/// <remarks>
/// Lists and look-ups are tried again after a fault that may pass, within <see cref="LabelboxClientOptions.Deadline"/>.
/// Creating and changing is tried exactly once: after a <see cref="LabelboxServerException"/> it may have been carried
/// out all the same, so list before doing it again.
/// The API creates V1 webhooks; V2 ones are made in Labelbox's pages, and are listed and changed here like any other.
/// </remarks>
public interface ILabelboxWebhooks
{
    /// <summary>Registers a webhook for the events of one project. It is active from then on.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="url">Where to deliver to. Labelbox delivers to https only, and does not probe the address.</param>
    /// <param name="secret">What Labelbox signs with. It cannot be read back or changed.</param>
    /// <param name="topics">At least one, by Labelbox's name in any letter case; see <see cref="WebhookTopics"/>.</param>
    /// <param name="cancellationToken">Gives up; the webhook may have been created.</param>
    /// <exception cref="ArgumentException">Something is empty. Labelbox's own client refuses the same.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<Webhook> CreateForProjectAsync(
        string projectId, string url, string secret, IReadOnlyCollection<string> topics, CancellationToken cancellationToken);

    /// <summary>Registers a webhook for the events of every project. It is active from then on.</summary>
    /// <param name="url">Where to deliver to. Labelbox delivers to https only, and does not probe the address.</param>
    /// <param name="secret">What Labelbox signs with. It cannot be read back or changed.</param>
    /// <param name="topics">At least one, by Labelbox's name in any letter case; see <see cref="WebhookTopics"/>.</param>
    /// <param name="cancellationToken">Gives up; the webhook may have been created.</param>
    /// <exception cref="ArgumentException">Something is empty. Labelbox's own client refuses the same.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<Webhook> CreateForOrganizationAsync(
        string url, string secret, IReadOnlyCollection<string> topics, CancellationToken cancellationToken);

    /// <summary>Every webhook of a project, the dead ones too: look at <see cref="Webhook.Status"/>.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="LabelboxNotFoundException">There is no such project, or the key does not see it.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<IReadOnlyList<Webhook>> ListForProjectAsync(string projectId, CancellationToken cancellationToken);

    /// <summary>
    /// Every webhook that the API lists for the key's organisation, the dead ones too. It is not published whether those of
    /// single projects are among them; <see cref="GetProjectOfWebhookAsync"/> tells them apart.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<IReadOnlyList<Webhook>> ListForOrganizationAsync(CancellationToken cancellationToken);

    /// <summary>The project whose events a webhook delivers; null for one of the whole organisation.</summary>
    /// <param name="webhookId">The webhook.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="LabelboxNotFoundException">There is no such webhook.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task<WebhookProject?> GetProjectOfWebhookAsync(string webhookId, CancellationToken cancellationToken);

    /// <summary>Changes a webhook in one step. What it is afterwards is seen by listing.</summary>
    /// <param name="webhookId">The webhook.</param>
    /// <param name="patch">What to change; at least one member.</param>
    /// <param name="cancellationToken">Gives up; the webhook may have been changed.</param>
    /// <exception cref="ArgumentException">The id is empty, or the patch changes nothing or to something empty.</exception>
    /// <exception cref="LabelboxNotFoundException">There is no such webhook.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task UpdateAsync(string webhookId, WebhookPatch patch, CancellationToken cancellationToken);

    /// <summary>Stops a webhook's deliveries. It stays in the lists as inactive: Labelbox cannot delete one.</summary>
    /// <param name="webhookId">The webhook.</param>
    /// <param name="cancellationToken">Gives up; the webhook may have been deactivated.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="LabelboxNotFoundException">There is no such webhook.</exception>
    /// <exception cref="LabelboxApiException">The API refused it, or did not answer.</exception>
    Task DeactivateAsync(string webhookId, CancellationToken cancellationToken);
}
