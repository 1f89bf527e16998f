using System.Text.Json.Serialization;

namespace WebhookRelay.Cli.Exporting;

/// <summary>
/// How far an export is. Everything that it counts is on disk, so that a resumed export continues at the exact byte: what the
/// output contains beyond it is cut off first.
/// </summary>
internal sealed record ExportCheckpoint
{
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    /// <summary>Unique; the name of each task at Labelbox starts with it, so that a task is found whose id was never received.</summary>
    public required string TaskName { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required ExportPlan Plan { get; init; }

    public required OutputPlan Output { get; init; }

    /// <summary>The tasks so far. More than 2,000 ids are exported in several, one after the other.</summary>
    public IReadOnlyList<string> TaskIds { get; init; } = [];

    /// <summary>The tasks that are finished.</summary>
    public int PartsDone { get; init; }

    /// <summary>How far the current task is read.</summary>
    public PartPosition Part { get; init; } = new();

    public ExportTotals Totals { get; init; } = new();

    public OutputPosition File { get; init; } = new();

    /// <summary>The length of the file of errors.</summary>
    public long ErrorsLength { get; init; }

    /// <summary>The length of the file of missing ids.</summary>
    public long MissingLength { get; init; }
}

/// <summary>How far a task is read.</summary>
internal sealed record PartPosition
{
    /// <summary>What Labelbox announced, once it is known: to notice that it changed.</summary>
    public StreamSize? Announced { get; init; }

    /// <summary>The offset of the next row in bytes of Labelbox's stream.</summary>
    public long Offset { get; init; }

    public long Rows { get; init; }

    public bool HasAllRows { get; init; }

    /// <summary>The offset of the next error.</summary>
    public long ErrorsOffset { get; init; }

    /// <summary>One bit for each requested id: whether its row has arrived.</summary>
    public byte[]? Found { get; init; }
}

internal sealed record StreamSize(long? Bytes, long? Rows);

/// <summary>Where the next row goes.</summary>
/// <param name="Index">The file, from 0.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Content">The bytes of rows in it before compression.</param>
internal sealed record OutputPosition(int Index = 0, long Length = 0, long Content = 0);

/// <summary>The account of an export.</summary>
internal sealed record ExportTotals
{
    /// <summary>Announced by Labelbox, for the tasks so far; null where it did not say.</summary>
    public long? RowsAnnounced { get; init; } = 0;

    public long? BytesAnnounced { get; init; } = 0;

    public long Written { get; init; }

    public long FilteredOut { get; init; }

    /// <summary>Bytes of finished tasks.</summary>
    public long BytesRead { get; init; }

    public long Errors { get; init; }

    public long Missing { get; init; }

    /// <summary>Whether a task had another number of rows or bytes than it announced.</summary>
    public bool Differs { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(ExportCheckpoint))]
internal sealed partial class ExportJson : JsonSerializerContext;
