using System.Text.Json;
using System.Text.Json.Nodes;

namespace WebhookRelay.Labelbox.Api;

internal sealed class LabelboxWebhooks(LabelboxGraphQl api) : ILabelboxWebhooks
{
    public Task<Webhook> CreateForProjectAsync(
        string projectId, string url, string secret, IReadOnlyCollection<string> topics, CancellationToken cancellationToken)
    {
        RequireId(projectId, nameof(projectId));
        var variables = Registration(url, secret, topics);
        variables["pid"] = projectId;
        return CreateAsync(WebhookQueries.CreateForProject, variables, secret, cancellationToken);
    }

    public Task<Webhook> CreateForOrganizationAsync(
        string url, string secret, IReadOnlyCollection<string> topics, CancellationToken cancellationToken) =>
        CreateAsync(WebhookQueries.CreateForOrganization, Registration(url, secret, topics), secret, cancellationToken);

    public Task<IReadOnlyList<Webhook>> ListForProjectAsync(string projectId, CancellationToken cancellationToken)
    {
        RequireId(projectId, nameof(projectId));
        return ListAsync("project", WebhookQueries.OfProject, () => new JsonObject { ["param_0"] = projectId }, cancellationToken);
    }

    public Task<IReadOnlyList<Webhook>> ListForOrganizationAsync(CancellationToken cancellationToken) =>
        ListAsync("organization", WebhookQueries.OfOrganization, () => [], cancellationToken);

    public async Task<WebhookProject?> GetProjectOfWebhookAsync(string webhookId, CancellationToken cancellationToken)
    {
        RequireId(webhookId, nameof(webhookId));
        var data = await api.QueryAsync(WebhookQueries.ProjectOfWebhook, new JsonObject { ["param_0"] = webhookId }, cancellationToken);
        var project = Found(data, "webhook").Member("project");
        return project is { ValueKind: JsonValueKind.Object } its ? WebhookReader.Project(its) : null;
    }

    public async Task UpdateAsync(string webhookId, WebhookPatch patch, CancellationToken cancellationToken)
    {
        RequireId(webhookId, nameof(webhookId));
        RequireChange(patch);
        var (mutation, variables) = WebhookQueries.Update(webhookId, patch);
        var data = await api.MutateAsync(mutation, variables, secrets: [], cancellationToken);
        _ = Found(data, "updateWebhook");
    }

    public async Task DeactivateAsync(string webhookId, CancellationToken cancellationToken)
    {
        RequireId(webhookId, nameof(webhookId));
        var data = await api.MutateAsync(WebhookQueries.Deactivate, new JsonObject { ["id"] = webhookId }, secrets: [], cancellationToken);
        _ = Found(data, "updateWebhook");
    }

    private static JsonObject Registration(string url, string secret, IReadOnlyCollection<string> topics)
    {
        Require(!string.IsNullOrEmpty(secret), "Secret must be a non-empty string.", nameof(secret));
        RequireTopics(topics, nameof(topics));
        RequireUrl(url, nameof(url));
        return new JsonObject { ["url"] = url, ["secret"] = secret, ["topics"] = WebhookQueries.Names(topics) };
    }

    private static void RequireChange(WebhookPatch patch)
    {
        Require(patch is not { Url: null, Topics: null, Status: null }, "A patch must change something.", nameof(patch));
        Require(patch.Status is not WebhookStatus.Unknown, "A webhook cannot be made Unknown.", nameof(patch));
        RequireTopics(patch.Topics ?? ["as they are"], nameof(patch));
        RequireUrl(patch.Url ?? "as it is", nameof(patch));
    }

    private static void RequireTopics(IReadOnlyCollection<string> topics, string name) =>
        Require(topics is { Count: > 0 } && !topics.Any(string.IsNullOrWhiteSpace), "Topics must be a non-empty list.", name);

    private static void RequireUrl(string url, string name) => Require(!string.IsNullOrWhiteSpace(url), "URL must be a non-empty string.", name);

    private static void RequireId(string id, string name) => Require(!string.IsNullOrWhiteSpace(id), "An id must be a non-empty string.", name);

    /// <summary>The message never contains the value, which may be a secret.</summary>
    private static void Require(bool holds, string message, string name)
    {
        if (!holds)
        {
            throw new ArgumentException(message, name);
        }
    }

    private async Task<Webhook> CreateAsync(string mutation, JsonObject variables, string secret, CancellationToken cancellationToken)
    {
        var data = await api.MutateAsync(mutation, variables, [secret], cancellationToken);
        return data.Member("createWebhook") is { ValueKind: JsonValueKind.Object } created
            ? WebhookReader.Webhook(created)
            : throw new LabelboxServerException("The API accepted the webhook, but did not return it.");
    }

    private async Task<IReadOnlyList<Webhook>> ListAsync(
        string owner, Func<int, string> query, Func<JsonObject> variables, CancellationToken cancellationToken)
    {
        // Deduplicate by id: a webhook created between two pages shifts the rows.
        var found = new OrderedDictionary<string, Webhook>(StringComparer.Ordinal);
        for (var skip = 0; ; skip += WebhookQueries.PageSize)
        {
            var data = await api.QueryAsync(query(skip), variables(), cancellationToken);
            var page = WebhookReader.Page(Found(data, owner));
            var before = found.Count;
            foreach (var webhook in page)
            {
                found.TryAdd(webhook.Id, webhook);
            }

            // A full page without a new id means that the server ignores "skip"; stop instead of looping forever.
            if (page.Count < WebhookQueries.PageSize || found.Count == before)
            {
                return [.. found.Values];
            }
        }
    }

    private static JsonElement Found(JsonElement data, string name) => data.Member(name) is { ValueKind: JsonValueKind.Object } found
        ? found
        : throw new LabelboxNotFoundException($"The API does not know this {(name is "updateWebhook" ? "webhook" : name)}.");
}
