using Microsoft.Extensions.Options;
using WebhookRelay.LabelboxTwin.Deliveries;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.MadeUp.World;

namespace WebhookRelay.LabelboxTwin.Control;

/// <param name="Project">Its id, or its kind of data: <c>image</c>.</param>
/// <param name="Row">To label a row that is there; null: the oldest without a label, else a new one.</param>
/// <param name="Bytes">About the size of the V2 row with this label alone.</param>
internal sealed record CreateLabelRequest(string Project, string? Row = null, long? Bytes = null);

internal sealed record EditLabelRequest(long? Bytes = null);

internal sealed record ReviewRequest(ReviewChange Change = ReviewChange.Create, int Score = 1);

/// <param name="To">Null: a step that follows.</param>
internal sealed record MoveRequest(WorkflowStatus? To = null);

internal sealed record LifeRequest(double Rate);

/// <summary>What there is, and what happens to it.</summary>
internal static class WorldControl
{
    public static void Map(RouteGroupBuilder twin)
    {
        twin.MapGet("/", About);
        twin.MapGet("/projects", (Workspace workspace) => workspace.Founding.Projects.Select(project => new { project.Id, project.Name, project.Media }));
        twin.MapGet("/rows", Rows);
        twin.MapPost("/labels", Create);
        twin.MapPost("/labels/{id}/edit", (Workspace workspace, string id, EditLabelRequest? request) => Answer(workspace.EditLabel(id, request?.Bytes), id));
        twin.MapDelete("/labels/{id}", (Workspace workspace, string id) => Answer(workspace.DeleteLabel(id), id));
        twin.MapPost("/labels/{id}/review", (Workspace workspace, string id, ReviewRequest? request) =>
            Answer(workspace.ReviewLabel(id, request?.Change ?? ReviewChange.Create, request?.Score ?? 1), id, "label (with a review to change)"));
        twin.MapPost("/rows/{id}/move", (Workspace workspace, string id, MoveRequest? request) => Answer(workspace.MoveRow(id, request?.To), id, "row"));
        twin.MapPut("/life", SetRate);
        twin.MapPost("/burst", BurstAsync);
    }

    /// <summary>A project by its id, or by its kind of data.</summary>
    public static Project? Find(Workspace workspace, string project) =>
        workspace.Project(project) ?? workspace.Founding.Projects.FirstOrDefault(each => string.Equals(each.Name, project, StringComparison.OrdinalIgnoreCase));

    private static object About(Workspace workspace, Life life, WorldClock clock, WebhookRegistry webhooks, Statistics statistics, IOptions<TwinOptions> options) => new
    {
        workspace.Founding.Organization,
        clock.Now,
        clock = clock.IsWallClock ? "wall" : "moved by happenings",
        seed = options.Value.WorldSeed,
        life.Rate,
        webhooks = webhooks.All.Length,
        deliveries = statistics.Total(),
    };

    private static IResult Rows(Workspace workspace, string project, int? limit) =>
        Find(workspace, project) is { } found
            ? TypedResults.Ok(workspace.RowsOf(found.Id).Take(limit ?? 100).Select(row => new
            {
                row.Id,
                row.GlobalKey,
                row.ExternalId,
                row.Status,
                labels = row.Labels.Select(label => new { label.Id, label.Revision, label.UpdatedAt, reviews = label.Reviews.Length }),
            }))
            : No.Such("project", project, "/twin/projects");

    private static IResult Create(Workspace workspace, CreateLabelRequest request)
    {
        if (Find(workspace, request.Project) is not { } project)
        {
            return No.Such("project", request.Project, "/twin/projects");
        }

        return workspace.CreateLabel(project.Id, request.Row, request.Bytes) is { } happened
            ? TypedResults.Ok(Told(happened))
            : No.Such("row", request.Row!, $"/twin/rows?project={project.Id}");
    }

    private static IResult SetRate(Life life, LifeRequest request)
    {
        if (request.Rate is < 0 or > 10_000)
        {
            return No.Because("rate must be between 0 and 10000 happenings a second.");
        }

        life.Rate = request.Rate;
        return TypedResults.Ok(request);
    }

    private static async Task<IResult> BurstAsync(Burst burst, Workspace workspace, BurstRequest request, CancellationToken cancellationToken)
    {
        if (request is { Count: < 1 } or { Rate: < 0 })
        {
            return No.Because("count must be at least 1, and rate at least 0.");
        }

        if (request.Topic is { } topic && !Topics.All.Contains(topic, StringComparer.Ordinal))
        {
            return No.Because($"topic must be one of {string.Join(", ", Topics.All)}.");
        }

        var project = request.Project is null ? null : Find(workspace, request.Project);
        return request.Project is not null && project is null
            ? No.Such("project", request.Project, "/twin/projects")
            : TypedResults.Ok(await burst.RunAsync(request with { Project = project?.Id }, cancellationToken));
    }

    private static IResult Answer(Happened? happened, string id, string what = "label") =>
        happened is null ? No.Such(what, id, "/twin/rows?project=image") : TypedResults.Ok(Told(happened));

    private static object Told(Happened happened) => new
    {
        happened.Happening.Topic,
        happened.Happening.At,
        project = happened.Happening.Row.Project.Id,
        row = happened.Happening.Row.Id,
        label = happened.Happening.Label?.Id,
        deliveries = happened.Deliveries.Select(delivery => new { delivery.Id, webhook = delivery.WebhookId }),
    };
}
