using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using WebhookRelay.LabelboxTwin.Api;
using WebhookRelay.LabelboxTwin.World;

namespace WebhookRelay.LabelboxTwin.Exports;

/// <summary>A task as the API shows it at one moment.</summary>
internal sealed record TaskView(
    ExportJob Job, string Id, string? Name, string Type, string Status, double CompletionPercentage, DateTime CreatedAt, DateTime UpdatedAt, string? Result, string? Errors);

/// <summary>The resolvers of exports.</summary>
internal sealed class ExportResolvers(ExportJobs jobs, Workspace workspace, IServer server, TimeProvider time)
{
    public object Start(string mutation, IDictionary<string, object?> input)
    {
        var filters = ExportRequests.Filters(input);
        var scope = mutation switch
        {
            "exportDataRowsInProject" => ExportRequests.Search(filters, Known(workspace.Project(ExportRequests.Text(filters, "projectId"))?.Id, "Project")),
            "exportDataRowsInCatalog" => ExportRequests.Search(filters, null),
            "exportDataRowsInSlice" => Of(WorkspaceListing.ProjectOfSlice(workspace, ExportRequests.Text(filters, "sliceId")), "Slice", null),
            _ => Of(WorkspaceListing.ProjectOfRun(workspace, ExportRequests.Text(filters, "modelRunId")), "ModelRun", ExportRequests.Text(filters, "modelRunId")),
        };
        var job = jobs.Start(scope, input.TryGetValue("taskName", out var name) ? name as string : null, ExportRequests.Parameters(mutation, input));
        return new { taskId = job.Id, isStreamable = job.Settings.Streamable };
    }

    public TaskView Task(string? id) => jobs.Find(id) is { } job ? View(job) : throw ApiError.NotFound("Task", id);

    /// <summary>Oldest first unless the newest are requested first.</summary>
    public IEnumerable<TaskView> Tasks(IDictionary<string, object?>? where, int skip, int first, bool newestFirst)
    {
        var id = where is not null && where.TryGetValue("id", out var wantedId) ? wantedId as string : null;
        var name = where is not null && where.TryGetValue("name", out var wantedName) ? wantedName as string : null;
        if (name is not null && !jobs.Settings.SelectsTasksByName)
        {
            throw new ApiError(ApiErrorCodes.ValidationFailed, "Field \"name\" is not defined by type TaskWhereInput.");
        }

        return (newestFirst ? jobs.All : jobs.All.Reverse())
            .Where(job => job.IsListed(time) && (id is null || string.Equals(job.Id, id, StringComparison.Ordinal)) && (name is null || string.Equals(job.Name, name, StringComparison.Ordinal)))
            .Skip(skip).Take(first).Select(View);
    }

    public object Cancel(string id)
    {
        var job = jobs.Find(id) ?? throw ApiError.NotFound("Task", id);
        if (!job.Settings.Cancelable || !job.IsRunning(time))
        {
            throw new ApiError("OPERATION_NOT_ALLOWED", "The task cannot be canceled");
        }

        job.IsCanceled = true;
        return new { success = true };
    }

    public string[] CancelableTypes() => jobs.Settings.Cancelable ? ["exportDataRows", "importDataRows"] : ["importDataRows"];

    public static object? Header(TaskView task, string type)
    {
        var (job, content) = (task.Job, task.Job.Stream(type));
        if (!job.Settings.Streamable || !IsComplete(task) || (content.Length is 0 && job.Settings.EmptyHeaderIsNull))
        {
            return null;
        }

        return new { totalSize = Number(job, content.Length, isFirst: true), totalLines = Number(job, content.Lines, isFirst: false) };
    }

    /// <summary>The whole file that contains an offset, even if the offset is in its middle.</summary>
    public object? File(TaskView task, string type, long offset)
    {
        var (job, content) = (task.Job, task.Job.Stream(type));
        var fault = jobs.TakeFault(fault => fault is ExportFault.NoFile or ExportFault.WrongStart);
        if (!job.Settings.Streamable || !IsComplete(task) || offset >= content.Length || fault is ExportFault.NoFile)
        {
            return null;
        }

        var start = offset / job.Settings.ChunkBytes * job.Settings.ChunkBytes;
        var end = Math.Min(start + job.Settings.ChunkBytes, content.Length) - 1;
        var announced = fault is ExportFault.WrongStart ? start + 1 : start;
        return new
        {
            offsets = new { start = Number(job, announced, isFirst: true), end = Number(job, end, isFirst: false) },
            lines = new { start = Number(job, 0, isFirst: true), end = Number(job, 0, isFirst: false) },
            file = Address(job, type, start, end),
        };
    }

    private TaskView View(ExportJob job)
    {
        var status = job.Status(time);
        var view = new TaskView(job, job.Id, job.Name, "export-data-rows", status, status is "COMPLETE" ? 100 : 0, job.CreatedAt, job.CreatedAt, null, null);
        return !job.Settings.Streamable && IsComplete(view)
            ? view with { Result = OldAddress(job, "RESULT"), Errors = OldAddress(job, "ERRORS") }
            : view;
    }

    private static bool IsComplete(TaskView task) => task.Status is "COMPLETE";

    private string? OldAddress(ExportJob job, string type) => job.Stream(type).Length is > 0 and var length ? Address(job, type, 0, length - 1) : null;

    private string Address(ExportJob job, string type, long start, long end) => string.Create(
        CultureInfo.InvariantCulture,
        $"{server.Features.Get<IServerAddressesFeature>()!.Addresses.First()}{ExportFileEndpoint.Path}/{job.Id}/{type}/{start}/{end}?signature=twin");

    private static object Number(ExportJob job, long number, bool isFirst) =>
        job.Settings.Numbers is NumberForm.Text || (job.Settings.Numbers is NumberForm.Mixed && isFirst) ? number.ToString(CultureInfo.InvariantCulture) : number;

    private static ExportScope Of(string? projectId, string what, string? modelRunId) =>
        Known(projectId, what) is var id ? new ExportScope(null, modelRunId, row => string.Equals(row.Project.Id, id, StringComparison.Ordinal), IsFiltered: false) : throw ApiError.NotFound(what, null);

    private static string Known(string? id, string what) => id ?? throw ApiError.NotFound(what, id);
}
