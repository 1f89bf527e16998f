using WebhookRelay.LabelboxTwin.Deliveries;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.LabelboxTwin.Api;

/// <summary>
/// Resolves the webhook fields of the API. Rejecting an empty URL, secret or topic list is the twin's own rule, because
/// Labelbox's SDK checks these before it sends. Accepting any URL, and the same URL twice, is Labelbox's behaviour.
/// </summary>
internal sealed class WebhookResolvers(Workspace workspace, WebhookRegistry webhooks, TwinOptions options)
{
    public Project Project(string? id) => (id is null ? null : workspace.Project(id)) ?? throw ApiError.NotFound("Project", id);

    public Webhook Webhook(string? id) => (id is null ? null : webhooks.Find(id)) ?? throw ApiError.NotFound("Webhook", id);

    /// <param name="id">Null means the user who owns the key.</param>
    public User User(string? id)
    {
        var seedData = workspace.SeedData;
        return id is null
            ? seedData.KeyOwner
            : seedData.Annotators.Prepend(seedData.KeyOwner).FirstOrDefault(user => string.Equals(user.Id, id, StringComparison.Ordinal)) ?? throw ApiError.NotFound("User", id);
    }

    public IEnumerable<Webhook> OfProject(Project project, int skip, int first) =>
        webhooks.All.Where(webhook => string.Equals(webhook.ProjectId, project.Id, StringComparison.Ordinal)).Skip(skip).Take(first);

    public IEnumerable<Webhook> OfOrganization(int skip, int first) =>
        webhooks.All.Where(webhook => webhook.ProjectId is null || options.OrganizationWebhooks is OrganizationWebhooks.All).Skip(skip).Take(first);

    public Webhook Create(IDictionary<string, object?> data)
    {
        string? projectId = null;
        if (data.TryGetValue("project", out var given) && given is IDictionary<string, object?> project)
        {
            projectId = Project(project.TryGetValue("id", out var id) ? id as string : null).Id;
        }

        var status = data.TryGetValue("status", out var wanted) && wanted is string text ? Status(text) : WebhookStatus.Active;
        return webhooks.Add(
            projectId, NotEmpty(data, "url", "URL"), NotEmpty(data, "secret", "Secret"), TopicsOf(data) ?? throw NoTopics(), status, WebhookVersion.V1, envelope: null);
    }

    public Webhook Update(string? id, IDictionary<string, object?> data)
    {
        var topics = TopicsOf(data);
        var url = data.TryGetValue("url", out var newUrl) && newUrl is not null ? NotEmpty(data, "url", "URL") : null;
        var status = data.TryGetValue("status", out var wanted) ? wanted as string : null;
        return (id is null ? null : webhooks.Update(id, webhook => webhook with
        {
            Topics = topics ?? webhook.Topics,
            Url = url ?? webhook.Url,
            Status = status is null ? webhook.Status : Status(status),
        })) ?? throw ApiError.NotFound("Webhook", id);
    }

    public static string Text(WebhookStatus status) => status switch
    {
        WebhookStatus.Active => "ACTIVE",
        WebhookStatus.Inactive => "INACTIVE",
        WebhookStatus.Revoked => "REVOKED",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "A new status needs a name."),
    };

    private static WebhookStatus Status(string text) => Enum.GetValues<WebhookStatus>().First(status => string.Equals(Text(status), text, StringComparison.Ordinal));

    private static List<string>? TopicsOf(IDictionary<string, object?> data) =>
        data.TryGetValue("topics", out var topics) && topics is IDictionary<string, object?> list && list.TryGetValue("set", out var set) && set is IEnumerable<object?> names
            ? names.Cast<string>().ToList() is { Count: > 0 } some ? some : throw NoTopics()
            : null;

    private static string NotEmpty(IDictionary<string, object?> data, string member, string name) =>
        data[member] is string { Length: > 0 } text ? text : throw new ApiError(ApiErrorCodes.Malformed, $"{name} must be a non-empty string.");

    private static ApiError NoTopics() => new(ApiErrorCodes.Malformed, "Topics must be a non-empty list.");
}
