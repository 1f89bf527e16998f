using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>A part of a stream, as one file.</summary>
/// <param name="Start">The offset of its first byte in the stream.</param>
/// <param name="End">The offset of its last byte; null if the file is the whole stream and its size is unknown.</param>
/// <param name="File">Its address.</param>
internal sealed record ExportChunk(long Start, long? End, Uri File);

/// <summary>The two streams of a complete task.</summary>
internal sealed class ExportStreams(LabelboxGraphQl api, ExportTasks tasks, ExportFiles files, IOptionsMonitor<LabelboxExportOptions> options, TimeProvider time)
{
    /// <summary>A null header and one of size 0 both mean an empty stream, unless the task has the old form.</summary>
    public async Task<ExportSize> SizeAsync(string taskId, bool? isStreamable, ExportStreamType type, CancellationToken cancellationToken)
    {
        var data = await api.QueryAsync(ExportQueries.Header, Variables(taskId, type), cancellationToken);
        var header = Task(data, taskId).Member("exportMetadataHeader");
        if (header is { ValueKind: JsonValueKind.Object } given)
        {
            return new ExportSize(Number(given, "totalSize"), Number(given, "totalLines"));
        }

        return isStreamable is not true && await OldFileAsync(taskId, type, cancellationToken) is not null ? ExportSize.Unknown : ExportSize.Empty;
    }

    /// <summary>The stream from an offset on.</summary>
    public Stream Open(string taskId, ExportStreamType type, ExportSize size, long offset)
    {
        Func<long, CancellationToken, Task<ExportChunk?>> chunkAt = size.Bytes is null
            ? async (_, cancellationToken) => await OldFileAsync(taskId, type, cancellationToken) is { } file ? new ExportChunk(0, null, file) : null
            : (position, cancellationToken) => ChunkAsync(taskId, type, position, cancellationToken);
        return new ExportContentStream(taskId, chunkAt, files, offset, size.Bytes, options.CurrentValue.Attempts, time);
    }

    private async Task<ExportChunk?> ChunkAsync(string taskId, ExportStreamType type, long offset, CancellationToken cancellationToken)
    {
        var variables = Variables(taskId, type);
        variables["offset"] = offset.ToString(CultureInfo.InvariantCulture);
        var data = await api.QueryAsync(ExportQueries.FileFromOffset, variables, cancellationToken);
        if (Task(data, taskId).Member("exportFileFromOffset") is not { ValueKind: JsonValueKind.Object } chunk)
        {
            return null;
        }

        var offsets = chunk.Member("offsets") ?? throw new LabelboxServerException("The API returned a file of an export without its offsets.");
        return Uri.TryCreate(chunk.Text("file"), UriKind.Absolute, out var file) && file.Scheme is "http" or "https"
            ? new ExportChunk(Number(offsets, "start"), Number(offsets, "end"), file)
            : throw new LabelboxServerException("The API returned a file of an export without an address.");
    }

    /// <summary>The address expires, so it is queried each time.</summary>
    private async Task<Uri?> OldFileAsync(string taskId, ExportStreamType type, CancellationToken cancellationToken)
    {
        var task = await tasks.FindAsync(taskId, cancellationToken);
        return type is ExportStreamType.Result ? task?.ResultFile : task?.ErrorsFile;
    }

    private static JsonObject Variables(string taskId, ExportStreamType type) => new()
    {
        ["where"] = new JsonObject { ["id"] = taskId },
        ["streamType"] = type is ExportStreamType.Result ? "RESULT" : "ERRORS",
    };

    private static JsonElement Task(JsonElement data, string taskId) => data.Member("task") is { ValueKind: JsonValueKind.Object } task
        ? task
        : throw new LabelboxNotFoundException($"The API knows no task {taskId}.");

    /// <summary>Labelbox writes these as JSON numbers and as strings, even in one object.</summary>
    private static long Number(JsonElement owner, string name) =>
        long.TryParse(owner.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new LabelboxServerException($"The API returned no number as '{name}' of an export.");
}

/// <summary>The streams of an export.</summary>
public enum ExportStreamType
{
    /// <summary><c>RESULT</c>: the data rows.</summary>
    Result,

    /// <summary><c>ERRORS</c>: one line for each row that could not be exported. The shape of the lines is not published.</summary>
    Errors,
}

/// <summary>The size of a stream.</summary>
/// <param name="Bytes">Its length in bytes; null if Labelbox does not say, which is so in the old form of an export.</param>
/// <param name="Rows">Its lines; null if Labelbox does not say.</param>
public sealed record ExportSize(long? Bytes, long? Rows)
{
    internal static readonly ExportSize Empty = new(0, 0);
    internal static readonly ExportSize Unknown = new(null, null);
}
