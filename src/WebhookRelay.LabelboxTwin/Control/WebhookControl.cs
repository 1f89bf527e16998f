using WebhookRelay.LabelboxTwin.Deliveries;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.LabelboxTwin.Control;

/// <param name="Project">The project's id or kind of data; null means the whole organisation.</param>
/// <param name="Topics">Null means all.</param>
/// <param name="Envelope">The member that wraps its rows; null means <c>Twin:Envelope</c>.</param>
internal sealed record CreateWebhookRequest(
    string Url, string Secret, string? Project = null, IReadOnlyList<string>? Topics = null, WebhookVersion Version = WebhookVersion.V2, string? Envelope = null);

/// <summary>Null members stay unchanged.</summary>
internal sealed record ChangeWebhookRequest(string? Url = null, string? Secret = null, IReadOnlyList<string>? Topics = null, WebhookStatus? Status = null);

/// <param name="Keep">Whether deliveries wait until the silence ends, or are dropped.</param>
internal sealed record SilenceRequest(bool Keep = false);

/// <summary>Endpoints that create and change webhooks, as users do in Labelbox's web pages.</summary>
internal static class WebhookControl
{
    private const string List = "/twin/webhooks";

    public static void Map(RouteGroupBuilder twin)
    {
        twin.MapGet("/webhooks", (WebhookRegistry webhooks, Statistics statistics) => webhooks.All.Select(webhook => Describe(webhook, statistics)));
        twin.MapPost("/webhooks", Create);
        twin.MapPatch("/webhooks/{id}", Change);
        twin.MapPost("/webhooks/{id}/silence", (Dispatcher dispatcher, Statistics statistics, string id, SilenceRequest? request) =>
            Answer(dispatcher.SetSilence(id, request?.Keep is true ? Silence.Kept : Silence.Lost), statistics, id));
        twin.MapDelete("/webhooks/{id}/silence", (Dispatcher dispatcher, Statistics statistics, string id) => Answer(dispatcher.SetSilence(id, Silence.None), statistics, id));
    }

    private static IResult Create(Workspace workspace, WebhookRegistry webhooks, Statistics statistics, CreateWebhookRequest request)
    {
        var project = request.Project is null ? null : WorldControl.Find(workspace, request.Project);
        if (request.Project is not null && project is null)
        {
            return ControlProblem.NotFound("project", request.Project, "/twin/projects");
        }

        if (request is { Url: "" } or { Secret: "" })
        {
            return ControlProblem.BadRequest("url and secret must not be empty.");
        }

        return FindUnknownTopics(request.Topics) is { } fault
            ? ControlProblem.BadRequest(fault)
            : TypedResults.Ok(Describe(
                webhooks.Add(project?.Id, request.Url, request.Secret, request.Topics ?? Topics.All, WebhookStatus.Active, request.Version, request.Envelope), statistics));
    }

    private static IResult Change(WebhookRegistry webhooks, Statistics statistics, string id, ChangeWebhookRequest request) =>
        FindUnknownTopics(request.Topics) is { } fault
            ? ControlProblem.BadRequest(fault)
            : Answer(
                webhooks.Update(id, webhook => webhook with
                {
                    Url = request.Url ?? webhook.Url,
                    Secret = request.Secret ?? webhook.Secret,
                    Topics = request.Topics ?? webhook.Topics,
                    Status = request.Status ?? webhook.Status,
                }),
                statistics,
                id);

    private static string? FindUnknownTopics(IReadOnlyList<string>? topics) =>
        topics is { Count: 0 } || topics?.Except(Topics.All, StringComparer.Ordinal).Any() is true ? $"topics must be some of {string.Join(", ", Topics.All)}." : null;

    private static IResult Answer(Webhook? webhook, Statistics statistics, string id) =>
        webhook is null ? ControlProblem.NotFound("webhook", id, List) : TypedResults.Ok(Describe(webhook, statistics));

    private static object Describe(Webhook webhook, Statistics statistics) => new
    {
        webhook.Id,
        project = webhook.ProjectId,
        webhook.Url,
        webhook.Topics,
        webhook.Status,
        webhook.Version,
        webhook.Envelope,
        webhook.Silence,
        webhook.CreatedAt,
        webhook.UpdatedAt,
        deliveries = statistics.Of(webhook.Id),
    };
}
