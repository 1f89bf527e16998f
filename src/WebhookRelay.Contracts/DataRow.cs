using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts;

/// <summary>A data row in the shape of Labelbox's Export V2: the asset, and what every project and model run holds about it.</summary>
public sealed class DataRow : Extensible
{
    /// <summary>The asset itself.</summary>
    [JsonPropertyName("data_row")]
    public DataRowAsset? Asset { get; set; }

    /// <summary>What each project holds, by the project's id. A project export has one; a catalog export may have many.</summary>
    [JsonPropertyName("projects")]
    public IReadOnlyDictionary<string, Project>? Projects { get; set; }
}

/// <summary>The asset of a data row.</summary>
public sealed class DataRowAsset : Extensible
{
    /// <summary>The data row's id. Opaque.</summary>
    public string? Id { get; set; }

    /// <summary>The customer's key, unique in the workspace.</summary>
    public string? GlobalKey { get; set; }

    /// <summary>The customer's own id. Not necessarily unique.</summary>
    public string? ExternalId { get; set; }

    /// <summary>A URL of the asset, or the JSON text of a conversation for conversational and LLM rows.</summary>
    public string? RowData { get; set; }
}

/// <summary>What a project holds about a data row.</summary>
public sealed class Project : Extensible
{
    /// <summary>The project's name.</summary>
    public string? Name { get; set; }

    /// <summary>The labels; null where the row has none yet, since Labelbox may leave the member out.</summary>
    public IReadOnlyList<Label>? Labels { get; set; }
}

/// <summary>One label of a data row.</summary>
public sealed class Label : Extensible
{
    /// <summary>The label's id. Opaque.</summary>
    public string? Id { get; set; }

    /// <summary><c>Default</c> or <c>Video</c>; others are not known.</summary>
    public string? LabelKind { get; set; }
}
