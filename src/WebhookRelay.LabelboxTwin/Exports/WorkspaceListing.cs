using WebhookRelay.LabelboxTwin.Api;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.LabelboxTwin.Exports;

/// <summary>
/// The exportable objects. Each project has a dataset, and a slice of its rows; the first project has a model run. Their ids
/// follow from the project's.
/// </summary>
internal static class WorkspaceListing
{
    public const string ModelId = "twin-model";
    private const string RunId = "twin-model-run";
    private const string SlicePrefix = "slice-";

    public static object[] Models { get; } = [new { id = ModelId, name = "twin-model", ontologyId = "twin-ontology" }];

    public static IEnumerable<Project> Projects(Workspace workspace, IDictionary<string, object?>? where) =>
        workspace.SeedData.Projects.Where(project => Matches(where, project.Name));

    public static IEnumerable<object> Datasets(Workspace workspace, IDictionary<string, object?>? where) => workspace.SeedData.Projects
        .Where(project => Matches(where, project.DatasetName))
        .Select(project => new { id = project.DatasetId, name = project.DatasetName, rowCount = workspace.RowsOf(project.Id).Count });

    public static object Model(string? id) =>
        string.Equals(id, ModelId, StringComparison.Ordinal) ? Models[0] : throw ApiError.NotFound("Model", id);

    public static object[] Runs() => [new { id = RunId, name = "run 1", modelId = ModelId }];

    public static object Run(string? id) => string.Equals(id, RunId, StringComparison.Ordinal) ? Runs()[0] : throw ApiError.NotFound("ModelRun", id);

    public static object Slice(Workspace workspace, string id) => ProjectOfSlice(workspace, id) is { } project
        ? new { id, name = $"Rows of {workspace.Project(project)!.Name}", description = "", filter = new Dictionary<string, object?>(StringComparer.Ordinal), createdAt = Created(workspace, project), updatedAt = Created(workspace, project) }
        : throw ApiError.NotFound("SavedQuery", id);

    public static object[] TaskQueues(Workspace workspace, Project project) => [.. Enum.GetValues<WorkflowStatus>().Select(status => new
    {
        id = Workflow.TaskId(project, status),
        name = Workflow.TaskName(status),
        description = "",
        queueType = status.ToString(),
        dataRowCount = workspace.RowsOf(project.Id).Count(row => row.Status == status),
    })];

    public static DateTime? LastActivity(Workspace workspace, Project project) =>
        workspace.RowsOf(project.Id) is { Count: > 0 } rows ? rows.Max(row => row.LastActivityAt).UtcDateTime : null;

    public static string? ProjectOfSlice(Workspace workspace, string slice) =>
        slice.StartsWith(SlicePrefix, StringComparison.Ordinal) ? workspace.Project(slice[SlicePrefix.Length..])?.Id : null;

    public static string? ProjectOfRun(Workspace workspace, string run) =>
        string.Equals(run, RunId, StringComparison.Ordinal) ? workspace.SeedData.Projects[0].Id : null;

    private static DateTime Created(Workspace workspace, string project) => workspace.Project(project)!.CreatedAt.UtcDateTime;

    /// <summary>Nothing in the workspace is deleted.</summary>
    private static bool Matches(IDictionary<string, object?>? where, string name) =>
        where is null
        || ((!where.TryGetValue("name", out var wanted) || wanted is not string text || string.Equals(text, name, StringComparison.Ordinal))
            && (!where.TryGetValue("deleted", out var deleted) || deleted is not true)
            && (!where.TryGetValue("AND", out var all) || all is not IEnumerable<object?> conditions || conditions.OfType<IDictionary<string, object?>>().All(each => Matches(each, name))));
}
