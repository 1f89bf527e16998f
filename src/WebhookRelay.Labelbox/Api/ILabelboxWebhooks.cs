namespace WebhookRelay.Labelbox.Api;

/// <summary>
/// The webhooks registered at Labelbox. Methods return what the API reported; every failure is a
/// <see cref="LabelboxApiException"/>. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Lists and look-ups are retried after a transient fault, within <see cref="LabelboxClientOptions.Deadline"/>.
/// Changes are sent exactly once. After a <see cref="LabelboxServerException"/> a change may still have been made, so list
/// before you repeat it.
/// The API creates V1 webhooks. V2 webhooks are created in Labelbox's pages; this client lists and changes both.
/// </remarks>
public interface ILabelboxWebhooks
{
    /// <summary>Registers an active webhook for the events of one project.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="url">The address to deliver to. Labelbox delivers to https only, and does not check the address.</param>
    /// <param name="secret">The signing secret. It cannot be read back or changed.</param>
    /// <param name="topics">At least one topic, by Labelbox's name in any letter case; see <see cref="WebhookTopics"/>.</param>
    /// <param name="cancellationToken">Cancels the call; the webhook may have been created.</param>
    /// <exception cref="ArgumentException">A value is empty. Labelbox's own client rejects the same values.</exception>
    /// <exception cref="LabelboxApiException">The API rejected the call, or did not respond.</exception>
    Task<Webhook> CreateForProjectAsync(
        string projectId, string url, string secret, IReadOnlyCollection<string> topics, CancellationToken cancellationToken);

    /// <summary>Registers an active webhook for the events of every project.</summary>
    /// <param name="url">The address to deliver to. Labelbox delivers to https only, and does not check the address.</param>
    /// <param name="secret">The signing secret. It cannot be read back or changed.</param>
    /// <param name="topics">At least one topic, by Labelbox's name in any letter case; see <see cref="WebhookTopics"/>.</param>
    /// <param name="cancellationToken">Cancels the call; the webhook may have been created.</param>
    /// <exception cref="ArgumentException">A value is empty. Labelbox's own client rejects the same values.</exception>
    /// <exception cref="LabelboxApiException">The API rejected the call, or did not respond.</exception>
    Task<Webhook> CreateForOrganizationAsync(
        string url, string secret, IReadOnlyCollection<string> topics, CancellationToken cancellationToken);

    /// <summary>Lists every webhook of a project, including inactive ones; see <see cref="Webhook.Status"/>.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="LabelboxNotFoundException">The project does not exist, or the key has no access to it.</exception>
    /// <exception cref="LabelboxApiException">The API rejected the call, or did not respond.</exception>
    Task<IReadOnlyList<Webhook>> ListForProjectAsync(string projectId, CancellationToken cancellationToken);

    /// <summary>
    /// Lists every webhook of the key's organisation, including inactive ones. Labelbox does not document whether webhooks of
    /// single projects are included; <see cref="GetProjectOfWebhookAsync"/> distinguishes them.
    /// </summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="LabelboxApiException">The API rejected the call, or did not respond.</exception>
    Task<IReadOnlyList<Webhook>> ListForOrganizationAsync(CancellationToken cancellationToken);

    /// <summary>Gets the project whose events a webhook delivers; null for the whole organisation.</summary>
    /// <param name="webhookId">The webhook.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="LabelboxNotFoundException">The webhook does not exist.</exception>
    /// <exception cref="LabelboxApiException">The API rejected the call, or did not respond.</exception>
    Task<WebhookProject?> GetProjectOfWebhookAsync(string webhookId, CancellationToken cancellationToken);

    /// <summary>Changes a webhook in one call. List the webhooks to see the result.</summary>
    /// <param name="webhookId">The webhook.</param>
    /// <param name="patch">The changes; at least one member.</param>
    /// <param name="cancellationToken">Cancels the call; the webhook may have been changed.</param>
    /// <exception cref="ArgumentException">The id is empty, or the patch is empty or sets an empty value.</exception>
    /// <exception cref="LabelboxNotFoundException">The webhook does not exist.</exception>
    /// <exception cref="LabelboxApiException">The API rejected the call, or did not respond.</exception>
    Task UpdateAsync(string webhookId, WebhookPatch patch, CancellationToken cancellationToken);

    /// <summary>Deactivates a webhook. It stays in the lists, because Labelbox cannot delete webhooks.</summary>
    /// <param name="webhookId">The webhook.</param>
    /// <param name="cancellationToken">Cancels the call; the webhook may have been deactivated.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="LabelboxNotFoundException">The webhook does not exist.</exception>
    /// <exception cref="LabelboxApiException">The API rejected the call, or did not respond.</exception>
    Task DeactivateAsync(string webhookId, CancellationToken cancellationToken);
}
