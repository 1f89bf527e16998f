namespace WebhookRelay.LabelboxTwin.Exports;

/// <summary>How the API writes 64-bit numbers.</summary>
internal enum NumberForm
{
    Text,
    Number,

    /// <summary>The first of an object as text, the second as a number.</summary>
    Mixed,
}

/// <summary>Settings of exports. The defaults are the assumed behavior of Labelbox without faults.</summary>
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

    /// <summary>The message if there are more. Labelbox's own is not known.</summary>
    public string Refusal { get; init; } = "Too many exports are running";

    /// <summary>The code of that error. Labelbox's own is not known.</summary>
    public string RefusalCode { get; init; } = "RESOURCE_CONFLICT";

    /// <summary>The size of a file. It can end inside a row or inside a character.</summary>
    public int ChunkBytes { get; init; } = 256 * 1024;

    /// <summary>Whether the header of an empty stream is null, or one of size 0.</summary>
    public bool EmptyHeaderIsNull { get; init; } = true;

    public NumberForm Numbers { get; init; }

    /// <summary>False: the old form, in which the task has the address of one file.</summary>
    public bool Streamable { get; init; } = true;

    /// <summary>Whether the server of the files supports ranges.</summary>
    public bool Ranges { get; init; } = true;

    /// <summary>Whether the last line of a stream ends with LF.</summary>
    public bool LastLineFeed { get; init; } = true;

    /// <summary>How many of the first rows are in the errors instead.</summary>
    public int ErrorRows { get; init; }

    /// <summary>For how long filters do not find recent changes.</summary>
    public TimeSpan IndexLag { get; init; }

    /// <summary>The number of rows to generate instead of those of the workspace; null for none.</summary>
    public long? GeneratedRows { get; init; }

    /// <summary>The size of a generated row, including its LF.</summary>
    public int GeneratedRowBytes { get; init; } = 4096;

    /// <summary>The faults of the next files and addresses, one each, in this order.</summary>
    public IReadOnlyList<ExportFault> Faults { get; init; } = [];
}

internal enum ExportFault
{
    /// <summary>No fault.</summary>
    None,

    /// <summary>The address has expired: 403.</summary>
    Forbidden,

    /// <summary>The file does not exist: 404.</summary>
    Missing,

    /// <summary>The file is gone: 410.</summary>
    Gone,

    /// <summary>The server of the files fails: 503.</summary>
    Unavailable,

    /// <summary>The full length is announced, half of the file is sent, and the connection ends.</summary>
    Broken,

    /// <summary>Half of the file is sent as if it were the whole.</summary>
    Short,

    /// <summary>The file has a byte too many.</summary>
    Long,

    /// <summary>Half of the file is sent, then nothing until the client disconnects.</summary>
    Stalled,

    /// <summary>The API returns a file that starts a byte after the requested offset.</summary>
    WrongStart,

    /// <summary>The API returns no file.</summary>
    NoFile,
}
