using Microsoft.Extensions.Options;
using WebhookRelay.LabelboxTwin.Deliveries;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.LabelboxTwin.Control;

/// <param name="Project">The project's id or kind of data, such as <c>image</c>.</param>
/// <param name="Row">An existing row to label; null means the oldest unlabelled row, or a new one.</param>
/// <param name="Bytes">Approximate size of the V2 row with this label alone.</param>
internal sealed record CreateLabelRequest(string Project, string? Row = null, long? Bytes = null);

internal sealed record EditLabelRequest(long? Bytes = null);

internal sealed record ReviewRequest(ReviewChange Change = ReviewChange.Create, int Score = 1);

/// <param name="To">Null means a possible next step.</param>
internal sealed record MoveRequest(WorkflowStatus? To = null);

internal sealed record RateRequest(double Rate);

/// <summary>Endpoints that show the workspace and change it.</summary>
internal static class WorldControl
{
    public static void Map(RouteGroupBuilder twin)
    {
        twin.MapGet("/", About);
        twin.MapGet("/projects", (Workspace workspace) => workspace.SeedData.Projects.Select(project => new { project.Id, project.Name, project.Media }));
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

    /// <summary>Finds a project by its id or its kind of data.</summary>
    public static Project? Find(Workspace workspace, string project) =>
        workspace.Project(project) ?? workspace.SeedData.Projects.FirstOrDefault(each => string.Equals(each.Name, project, StringComparison.OrdinalIgnoreCase));

    private static object About(Workspace workspace, ActivityGenerator generator, WorldClock clock, WebhookRegistry webhooks, Statistics statistics, IOptions<TwinOptions> options) => new
    {
        workspace.SeedData.Organization,
        clock.Now,
        clock = clock.IsWallClock ? "wall" : "advanced by events",
        seed = options.Value.WorldSeed,
        generator.Rate,
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
            : ControlProblem.NotFound("project", project, "/twin/projects");

    private static IResult Create(Workspace workspace, CreateLabelRequest request)
    {
        if (Find(workspace, request.Project) is not { } project)
        {
            return ControlProblem.NotFound("project", request.Project, "/twin/projects");
        }

        return workspace.CreateLabel(project.Id, request.Row, request.Bytes) is { } result
            ? TypedResults.Ok(Describe(result))
            : ControlProblem.NotFound("row", request.Row!, $"/twin/rows?project={project.Id}");
    }

    private static IResult SetRate(ActivityGenerator generator, RateRequest request)
    {
        if (request.Rate is < 0 or > 10_000)
        {
            return ControlProblem.BadRequest("rate must be between 0 and 10000 events a second.");
        }

        generator.Rate = request.Rate;
        return TypedResults.Ok(request);
    }

    private static async Task<IResult> BurstAsync(Burst burst, Workspace workspace, BurstRequest request, CancellationToken cancellationToken)
    {
        if (request is { Count: < 1 } or { Rate: < 0 })
        {
            return ControlProblem.BadRequest("count must be at least 1, and rate at least 0.");
        }

        if (request.Topic is { } topic && !Topics.All.Contains(topic, StringComparer.Ordinal))
        {
            return ControlProblem.BadRequest($"topic must be one of {string.Join(", ", Topics.All)}.");
        }

        var project = request.Project is null ? null : Find(workspace, request.Project);
        return request.Project is not null && project is null
            ? ControlProblem.NotFound("project", request.Project, "/twin/projects")
            : TypedResults.Ok(await burst.RunAsync(request with { Project = project?.Id }, cancellationToken));
    }

    private static IResult Answer(ChangeResult? result, string id, string what = "label") =>
        result is null ? ControlProblem.NotFound(what, id, "/twin/rows?project=image") : TypedResults.Ok(Describe(result));

    private static object Describe(ChangeResult result) => new
    {
        result.Event.Topic,
        result.Event.At,
        project = result.Event.Row.Project.Id,
        row = result.Event.Row.Id,
        label = result.Event.Label?.Id,
        deliveries = result.Deliveries.Select(delivery => new { delivery.Id, webhook = delivery.WebhookId }),
    };
}
