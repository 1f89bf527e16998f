namespace WebhookRelay.LabelboxTwin.Exports;

/// <summary>How the API writes 64-bit numbers.</summary>
internal enum NumberForm
{
    Text,
    Number,

    /// <summary>The first of an object as text, the second as a number.</summary>
    Mixed,
}

/// <summary>How exports behave. The defaults are what a fault-free Labelbox is assumed to do.</summary>
internal sealed record ExportSettings
{
    /// <summary>How long a task runs.</summary>
    public TimeSpan RunsFor { get; init; }

    /// <summary>The status while it runs.</summary>
    public string RunningStatus { get; init; } = "IN_PROGRESS";

    /// <summary>The status afterwards.</summary>
    public string FinalStatus { get; init; } = "COMPLETE";

    /// <summary>How long a new task is missing from the list.</summary>
    public TimeSpan HiddenFor { get; init; }

    /// <summary>Whether the list of tasks can be selected by name.</summary>
    public bool SelectsTasksByName { get; init; } = true;

    /// <summary>Whether a running export can be canceled.</summary>
    public bool Cancelable { get; init; } = true;

    /// <summary>The most running exports of a project; Labelbox's limit is 10.</summary>
    public int MostPerProject { get; init; } = 10;

    /// <summary>The most running exports; Labelbox's limit is 20.</summary>
    public int MostPerOrganization { get; init; } = 20;

    /// <summary>What is said when there are more. Labelbox's text is not known.</summary>
    public string Refusal { get; init; } = "Too many exports are running";

    /// <summary>The code beside it. Labelbox's is not known.</summary>
    public string RefusalCode { get; init; } = "RESOURCE_CONFLICT";

    /// <summary>The size of a file. Its end may be anywhere: inside a row, or inside a character.</summary>
    public int ChunkBytes { get; init; } = 256 * 1024;

    /// <summary>Whether the header of an empty stream is null, or one of size 0.</summary>
    public bool EmptyHeaderIsNull { get; init; } = true;

    public NumberForm Numbers { get; init; }

    /// <summary>False: the old form, in which the task has the address of one file.</summary>
    public bool Streamable { get; init; } = true;

    /// <summary>Whether files can be asked for from a byte on.</summary>
    public bool Ranges { get; init; } = true;

    /// <summary>Whether the last line of a stream ends with LF.</summary>
    public bool LastLineFeed { get; init; } = true;

    /// <summary>How many of the first rows are in the errors instead.</summary>
    public int ErrorRows { get; init; }

    /// <summary>How recent changes are not found by filters yet.</summary>
    public TimeSpan IndexLag { get; init; }

    /// <summary>The number of rows to make up instead of those of the workspace; null: none.</summary>
    public long? GeneratedRows { get; init; }

    /// <summary>The size of a made-up row, its LF included.</summary>
    public int GeneratedRowBytes { get; init; } = 4096;

    /// <summary>What goes wrong with the next files and addresses, one each, in this order.</summary>
    public IReadOnlyList<ExportFault> Faults { get; init; } = [];
}

internal enum ExportFault
{
    /// <summary>Nothing goes wrong.</summary>
    None,

    /// <summary>The address has expired: 403.</summary>
    Forbidden,

    /// <summary>The file is not there: 404.</summary>
    Missing,

    /// <summary>The file is gone: 410.</summary>
    Gone,

    /// <summary>The server of the files fails: 503.</summary>
    Unavailable,

    /// <summary>Half of the file comes, with its full length announced, and the connection ends.</summary>
    Broken,

    /// <summary>Half of the file comes as if it were the whole.</summary>
    Short,

    /// <summary>The file has a byte too many.</summary>
    Long,

    /// <summary>Half of the file comes, then nothing until the client gives up.</summary>
    Stalled,

    /// <summary>The API returns a file that starts a byte later than asked for.</summary>
    WrongStart,

    /// <summary>The API returns no file.</summary>
    NoFile,
}
