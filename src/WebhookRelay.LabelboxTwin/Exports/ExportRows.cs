using System.Text.Json;
using System.Text.Json.Nodes;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.SampleData.Entities;
using WebhookRelay.SampleData.Rows;

namespace WebhookRelay.LabelboxTwin.Exports;

/// <summary>The rows of the workspace in the form of an export.</summary>
internal sealed class ExportRows(Workspace workspace, WorldClock clock)
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The current rows, and those that are errors.</summary>
    public (ExportContent Result, ExportContent Errors) Select(ExportScope scope, ExportParameters parameters, ExportSettings settings)
    {
        if (settings.GeneratedRows is { } count)
        {
            return (new GeneratedContent(count, settings.GeneratedRowBytes), ExportContent.Empty);
        }

        var newest = scope.IsFiltered ? clock.Now - settings.IndexLag : DateTimeOffset.MaxValue;
        List<DataRow> rows = [.. workspace.SeedData.Projects
            .Where(project => scope.ProjectId is null || string.Equals(project.Id, scope.ProjectId, StringComparison.Ordinal))
            .SelectMany(project => workspace.RowsOf(project.Id))
            .Where(row => row.LastActivityAt <= newest && scope.Filters(row))];
        var errors = rows.Take(settings.ErrorRows).Select<DataRow, Func<byte[]>>(row => () => ErrorOf(row)).ToList();
        var result = rows.Skip(settings.ErrorRows).Select<DataRow, Func<byte[]>>(row => () => LineOf(row, scope, parameters)).ToList();
        return (new LineContent(result, settings.LastLineFeed), new LineContent(errors, settings.LastLineFeed));
    }

    /// <summary>Labelbox's shape of these lines is not known.</summary>
    private static byte[] ErrorOf(DataRow row) =>
        JsonSerializer.SerializeToUtf8Bytes(new { data_row_id = row.Id, error = "The data row has no media type" });

    private static byte[] LineOf(DataRow row, ExportScope scope, ExportParameters parameters)
    {
        using var whole = new MemoryStream();
        foreach (var chunk in JsonChunks.Run(new RowBody(row, row.Labels, true).Write))
        {
            whole.Write(chunk.Span);
        }

        var line = JsonNode.Parse(whole.ToArray())!.AsObject();
        Keep(line, "attachments", parameters.Has("includeAttachments"));
        Keep(line, "metadata_fields", parameters.Has("includeMetadata"));
        Keep(line["data_row"]!.AsObject(), "details", parameters.Has("includeDataRowDetails"));
        var projects = line["projects"]!.AsObject();
        var project = projects[row.Project.Id]!.AsObject();
        Keep(project, "project_details", parameters.Has("includeProjectDetails"));
        foreach (var label in project["labels"]?.AsArray() ?? [])
        {
            Keep(label!.AsObject(), "label_details", parameters.Has("includeLabelDetails"));
            Keep(label.AsObject(), "performance_details", parameters.Has("includePerformanceDetails"));
        }

        if (parameters.Has("includeEmbeddings"))
        {
            line["embeddings"] = new JsonArray();
        }

        if (scope.ModelRunId is { } run)
        {
            line["experiments"] = Experiments(run, project["labels"]?.DeepClone(), parameters.Has("includePredictions"));
        }

        Keep(projects, row.Project.Id, scope.ProjectId is not null || parameters.IncludesProject(row.Project.Id));
        return JsonSerializer.SerializeToUtf8Bytes(line, Relaxed);
    }

    private static JsonObject Experiments(string run, JsonNode? labels, bool withPredictions)
    {
        var inRun = new JsonObject { ["labels"] = labels ?? new JsonArray() };
        if (withPredictions)
        {
            inRun["predictions"] = new JsonArray();
        }

        return new JsonObject { [WorkspaceListing.ModelId] = new JsonObject { ["runs"] = new JsonObject { [run] = inRun } } };
    }

    private static void Keep(JsonObject owner, string name, bool isKept)
    {
        if (!isKept)
        {
            owner.Remove(name);
        }
    }
}
