using System.Text.Json.Nodes;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>
/// What to export, and what each row contains. One of <see cref="ProjectExport"/>, <see cref="DatasetExport"/>,
/// <see cref="CatalogExport"/>, <see cref="SliceExport"/>, <see cref="ModelRunExport"/> and <see cref="DataRowsExport"/>: each
/// has only the filters and parameters that Labelbox accepts for it. Source: the requests of Labelbox's Python SDK.
/// </summary>
public abstract record ExportRequest
{
    /// <summary>The most data row ids, global keys or batch ids in one export: 2,000 on all plans. A longer list of rows is split into several exports.</summary>
    public const int MostIds = 2_000;

    /// <summary>The most projects, and the most model runs, whose labels one export may include: 30.</summary>
    public const int MostLabelSources = 30;

    private protected ExportRequest()
    {
    }

    /// <summary>The start of the task's name at Labelbox; null for the scope. The client appends a unique id, by which it finds the task if the answer to its start is lost.</summary>
    public string? TaskName { get; init; }

    /// <summary>The media type for rows if neither the row nor its project has one; null for none. Such rows are otherwise among the errors.</summary>
    public ExportMediaType? MediaTypeOverride { get; init; }

    /// <summary>Whether rows include <c>attachments</c>.</summary>
    public bool Attachments { get; init; }

    /// <summary>Whether rows include <c>embeddings</c>: 512 to 2,048 numbers for each row and embedding.</summary>
    public bool Embeddings { get; init; }

    /// <summary>Whether rows include <c>metadata_fields</c>.</summary>
    public bool MetadataFields { get; init; }

    /// <summary>Whether <c>data_row</c> includes <c>details</c>, such as <c>last_activity_at</c>.</summary>
    public bool DataRowDetails { get; init; }

    /// <summary>The mutation that starts it.</summary>
    internal abstract ExportMutation Mutation { get; }

    /// <summary>The scope in a few words, for the task's name.</summary>
    internal abstract string Scope { get; }

    /// <summary>The project whose quota it counts against; null for the organization's only.</summary>
    internal virtual string? QuotaProjectId => null;

    /// <summary>The rows that it requests by id or key; null for all.</summary>
    internal virtual DataRowSelection? Selection => null;

    /// <summary>Checks every limit. Starting an export checks them too.</summary>
    /// <exception cref="InvalidExportRequestException">Something is missing or too long. The message lists every error.</exception>
    public void Validate()
    {
        List<string> errors = [];
        AddErrors(errors);
        if (errors.Count > 0)
        {
            throw new InvalidExportRequestException(string.Join(' ', errors));
        }
    }

    /// <summary>The variables of the mutation.</summary>
    internal JsonObject Variables(string taskName) => new()
    {
        ["input"] = new JsonObject
        {
            ["taskName"] = taskName,
            ["isStreamableReady"] = true,
            ["streamable"] = true,
            ["filters"] = Filters(),
            ["params"] = Params(),
        },
    };

    /// <summary>This request, or several that ask for <see cref="MostIds"/> of its rows each.</summary>
    internal IReadOnlyList<ExportRequest> Split() =>
        Selection is { } rows && rows.Values.Count > MostIds ? [.. rows.Parts(MostIds).Select(WithSelection)] : [this];

    private protected virtual ExportRequest WithSelection(DataRowSelection part) => this;

    private protected abstract JsonObject Filters();

    private protected virtual JsonObject Params() => new()
    {
        ["mediaTypeOverride"] = MediaTypeOverride is { } type ? ExportNames.Of(type) : null,
        ["includeAttachments"] = Attachments,
        ["includeEmbeddings"] = Embeddings,
        ["includeMetadata"] = MetadataFields,
        ["includeDataRowDetails"] = DataRowDetails,
    };

    private protected virtual void AddErrors(List<string> errors)
    {
        if (MediaTypeOverride is { } type && !Enum.IsDefined(type))
        {
            errors.Add($"MediaTypeOverride: {(int)type} is not a media type.");
        }
    }

    private protected static void RequireId(string id, string name, List<string> errors)
    {
        if (string.IsNullOrWhiteSpace(id))
        {
            errors.Add($"{name} must not be empty.");
        }
    }

    private protected static void RequireIds(IReadOnlyList<string> ids, string name, int most, List<string> errors)
    {
        if (ids.Count > most)
        {
            errors.Add($"{name} cannot exceed {most} items: there are {ids.Count}.");
        }

        if (ids.Any(string.IsNullOrWhiteSpace))
        {
            errors.Add($"{name} must not contain an empty id.");
        }
    }
}

/// <summary>A request that Labelbox would not accept. Nothing was sent. The message lists every error.</summary>
/// <param name="message">The errors.</param>
public sealed class InvalidExportRequestException(string message) : ArgumentException(message);
