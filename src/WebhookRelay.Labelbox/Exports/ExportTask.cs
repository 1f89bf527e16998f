using System.Globalization;
using System.Text.Json;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>An export task as Labelbox lists it. Only the user who created it sees it.</summary>
/// <param name="Id">Labelbox's id of it.</param>
/// <param name="Name">Its name; null if Labelbox gives none.</param>
/// <param name="Type">Its type, which starts with <c>export-data-rows</c>; null if Labelbox gives none.</param>
/// <param name="Status">Its status.</param>
/// <param name="StatusText">The status as Labelbox wrote it.</param>
/// <param name="CompletionPercentage">Its completion, 0 to 100. It is not published whether the value changes for exports.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="UpdatedAt">When it last changed.</param>
public sealed record ExportTask(
    string Id, string? Name, string? Type, ExportStatus Status, string StatusText, double? CompletionPercentage, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt)
{
    /// <summary>The address of the rows in the old form of an export; null in the streaming form.</summary>
    internal Uri? ResultFile { get; init; }

    /// <summary>The address of the errors in the old form of an export; null if there are none.</summary>
    internal Uri? ErrorsFile { get; init; }

    internal static ExportTask Read(JsonElement task)
    {
        var status = task.Text("status") ?? string.Empty;
        return new ExportTask(
            task.Text("id") ?? throw new LabelboxServerException("The API returned a task without an id."),
            task.Text("name"),
            task.Text("type"),
            StatusOf(status),
            status,
            double.TryParse(task.Text("completionPercentage"), NumberStyles.Float, CultureInfo.InvariantCulture, out var percentage) ? percentage : null,
            Time(task.Text("createdAt")),
            Time(task.Text("updatedAt")))
        {
            ResultFile = File(task.Text("result")),
            ErrorsFile = File(task.Text("errors")),
        };
    }

    private static ExportStatus StatusOf(string name) => name switch
    {
        "IN_PROGRESS" => ExportStatus.InProgress,
        "COMPLETE" => ExportStatus.Complete,
        "FAILED" => ExportStatus.Failed,
        "CANCELLING" => ExportStatus.Canceling,
        "CANCELED" => ExportStatus.Canceled,
        _ => ExportStatus.Unknown,
    };

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static Uri? File(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var file) && file.Scheme is "http" or "https" ? file : null;
}

/// <summary>The status of an export task. Source: Labelbox's Python SDK.</summary>
public enum ExportStatus
{
    /// <summary>A status this version does not know; see <see cref="ExportTask.StatusText"/>. Treated as running.</summary>
    Unknown = 0,

    /// <summary><c>IN_PROGRESS</c></summary>
    InProgress,

    /// <summary><c>COMPLETE</c>: it can be read. There may be errors beside the rows.</summary>
    Complete,

    /// <summary><c>FAILED</c>: there are no rows.</summary>
    Failed,

    /// <summary><c>CANCELLING</c>: someone canceled it, and it has not stopped yet.</summary>
    Canceling,

    /// <summary><c>CANCELED</c>: there are no rows.</summary>
    Canceled,
}
