using System.Text.Json;
using System.Text.Json.Nodes;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>The tasks of the key's user.</summary>
internal sealed class ExportTasks(LabelboxGraphQl api)
{
    /// <summary>Limits how many pages of tasks are searched.</summary>
    private const int MostPages = 100;

    private const string TypePrefix = "export-data-rows";

    private string? _userId;

    /// <returns>The task; null if it is not listed. A new task may not be listed yet.</returns>
    public async Task<ExportTask?> FindAsync(string taskId, CancellationToken cancellationToken)
    {
        var variables = await VariablesAsync(cancellationToken);
        variables["taskId"] = taskId;
        var listed = Listed(await api.QueryAsync(ExportQueries.Task, variables, cancellationToken));
        return listed.Find(task => string.Equals(task.Id, taskId, StringComparison.Ordinal));
    }

    /// <summary>Looks for a task by its name: page by page if the API cannot select by name.</summary>
    public async Task<ExportTask?> FindByNameAsync(string name, CancellationToken cancellationToken)
    {
        var variables = await VariablesAsync(cancellationToken);
        variables["name"] = name;
        try
        {
            var listed = Listed(await api.QueryAsync(ExportQueries.TasksByName, variables, cancellationToken));
            if (listed.TrueForAll(HasName))
            {
                return listed.FirstOrDefault();
            }
        }
        catch (LabelboxValidationException)
        {
            // It is not published whether tasks can be selected by name.
        }

        for (var page = 0; page < MostPages; page++)
        {
            var listed = Listed(await api.QueryAsync(ExportQueries.Tasks(page * ExportQueries.PageSize), await VariablesAsync(cancellationToken), cancellationToken));
            if (listed.Find(HasName) is { } found || listed.Count < ExportQueries.PageSize)
            {
                return listed.Find(HasName);
            }
        }

        return null;

        bool HasName(ExportTask task) => string.Equals(task.Name, name, StringComparison.Ordinal);
    }

    /// <summary>Every export, newest first. Other tasks, such as imports, are left out.</summary>
    public async Task<IReadOnlyList<ExportTask>> ListAsync(CancellationToken cancellationToken)
    {
        // By id, because a task created between two pages moves tasks from one page to the next.
        var found = new Dictionary<string, ExportTask>(StringComparer.Ordinal);
        for (var page = 0; page < MostPages; page++)
        {
            var listed = Listed(await api.QueryAsync(ExportQueries.Tasks(page * ExportQueries.PageSize), await VariablesAsync(cancellationToken), cancellationToken));
            listed.ForEach(task => found.TryAdd(task.Id, task));
            if (listed.Count < ExportQueries.PageSize)
            {
                break;
            }
        }

        return [.. found.Values.Where(task => task.Type?.StartsWith(TypePrefix, StringComparison.Ordinal) is not false).OrderByDescending(task => task.CreatedAt)];
    }

    /// <returns>Whether Labelbox accepted the cancellation.</returns>
    public async Task<bool> CancelAsync(ExportTask task, CancellationToken cancellationToken)
    {
        try
        {
            if (!await IsCancelableAsync(task.Type, cancellationToken))
            {
                return false;
            }

            var data = await api.MutateAsync(ExportQueries.Cancel, new JsonObject { ["id"] = task.Id }, secrets: [], cancellationToken);
            return data.Member("cancelBulkOperationJob")?.Member("success") is { ValueKind: JsonValueKind.True };
        }
        catch (LabelboxApiException e) when (e is not LabelboxInvalidKeyException and not LabelboxRateLimitedException && e.IsRefusal)
        {
            return false;
        }
    }

    /// <summary>The list is in camel case, and a task's type in kebab case.</summary>
    private async Task<bool> IsCancelableAsync(string? type, CancellationToken cancellationToken)
    {
        var data = await api.QueryAsync(ExportQueries.CancelableTypes, [], cancellationToken);
        return data.Member("cancelableTaskTypes") is not { ValueKind: JsonValueKind.Array } types
            || types.EnumerateArray().Any(each => each.ValueKind is JsonValueKind.String && string.Equals(JsonNamingPolicy.KebabCaseLower.ConvertName(each.GetString()!), type, StringComparison.Ordinal));
    }

    private async Task<JsonObject> VariablesAsync(CancellationToken cancellationToken)
    {
        _userId ??= (await api.QueryAsync(ExportQueries.CurrentUser, [], cancellationToken)).Member("user")?.Text("id")
            ?? throw new LabelboxServerException("The API did not say which user the key belongs to.");
        return new JsonObject { ["userId"] = _userId };
    }

    private static List<ExportTask> Listed(JsonElement data) => data.Member("user")?.Member("createdTasks") is { ValueKind: JsonValueKind.Array } tasks
        ? [.. tasks.EnumerateArray().Select(ExportTask.Read)]
        : throw new LabelboxServerException("The API's list of tasks is not a list.");
}
