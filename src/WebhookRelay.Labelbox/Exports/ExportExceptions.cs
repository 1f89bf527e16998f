using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>An export did not succeed, although Labelbox's API answered. A failed call is a <see cref="LabelboxApiException"/> instead.</summary>
public abstract class ExportException : Exception
{
    private protected ExportException(string message, string? taskId, Exception? innerException)
        : base(message, innerException) => TaskId = taskId;

    /// <summary>Labelbox's id of the task; null if there is none.</summary>
    public string? TaskId { get; }
}

/// <summary>
/// The answer to each of <see cref="LabelboxExportOptions.StartAttempts"/> starts was lost, and Labelbox lists no task of its name,
/// or did not answer the query for it. Starting again is safe unless Labelbox is still creating the task.
/// </summary>
public sealed class ExportStartLostException : ExportException
{
    internal ExportStartLostException(string taskName, Exception cause)
        : base($"The answer to the start of the export was lost, and no task named '{taskName}' was found.", null, cause) => TaskName = taskName;

    /// <summary>The unique name that the task would have.</summary>
    public string TaskName { get; }
}

/// <summary>Labelbox kept refusing the start, probably because too many exports run. Nothing was started.</summary>
public sealed class ExportRefusedException : ExportException
{
    internal ExportRefusedException(LabelboxApiException refusal)
        : base($"Labelbox refused to start the export until the deadline. Its last answer: {refusal.Message}", null, refusal)
    {
    }
}

/// <summary>The task ended as <c>FAILED</c>. Labelbox does not publish the reason, and there are no rows.</summary>
public sealed class ExportFailedException : ExportException
{
    internal ExportFailedException(string taskId)
        : base($"Labelbox reports that export task {taskId} failed.", taskId, null)
    {
    }
}

/// <summary>The task ended as <c>CANCELED</c>: someone canceled it, and there are no rows.</summary>
public sealed class ExportCanceledException : ExportException
{
    internal ExportCanceledException(string taskId)
        : base($"Export task {taskId} was canceled.", taskId, null)
    {
    }
}

/// <summary>The task did not end within <see cref="LabelboxExportOptions.TaskDeadline"/>. It may still run: open it again by its id.</summary>
public sealed class ExportTimedOutException : ExportException
{
    internal ExportTimedOutException(string taskId, string? status, TimeSpan waited)
        : base($"Export task {taskId} did not end within {waited}. Its last status: {status ?? "not listed"}.", taskId, null) => LastStatus = status;

    /// <summary>The last status as Labelbox wrote it; null if the task was not listed.</summary>
    public string? LastStatus { get; }
}

/// <summary>The files of the export do not fit together, or cannot be downloaded. Every row that was read is complete.</summary>
public sealed class ExportContentException : ExportException
{
    internal ExportContentException(string taskId, long offset, string reason, Exception? innerException = null)
        : base($"Export task {taskId} cannot be read at offset {offset}: {reason}", taskId, innerException) => Offset = offset;

    /// <summary>The offset up to which the stream was read, in bytes.</summary>
    public long Offset { get; }
}

/// <summary>The export was read to its end, but the number of rows is not the announced one.</summary>
public sealed class ExportIncompleteException : ExportException
{
    internal ExportIncompleteException(string taskId, long announced, long read)
        : base($"Export task {taskId} announced {announced} rows, but {read} were read.", taskId, null) => (Announced, Read) = (announced, read);

    /// <summary>The rows that Labelbox announced.</summary>
    public long Announced { get; }

    /// <summary>The rows that were read.</summary>
    public long Read { get; }
}
