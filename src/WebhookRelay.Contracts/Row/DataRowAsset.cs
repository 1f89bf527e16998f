using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts;

/// <summary>The asset of a data row: <c>data_row</c>.</summary>
public sealed class DataRowAsset : Extensible
{
    /// <summary>The data row's opaque id: a cuid or a UUID.</summary>
    [JsonRequired]
    public string? Id { get; set; }

    /// <summary>The customer's global key, if set.</summary>
    public string? GlobalKey { get; set; }

    /// <summary>The customer's own id, if set. Not necessarily unique.</summary>
    public string? ExternalId { get; set; }

    /// <summary>The asset's URL, often signed and short-lived. For conversational and LLM rows, the conversation as JSON text.</summary>
    public string? RowData { get; set; }

    /// <summary>The data row's origin, if Labelbox includes it.</summary>
    public DataRowDetails? Details { get; set; }
}

/// <summary>The origin of a data row: <c>data_row.details</c>.</summary>
public sealed class DataRowDetails : Extensible
{
    /// <summary>The dataset's id.</summary>
    public string? DatasetId { get; set; }

    /// <summary>The dataset's name.</summary>
    public string? DatasetName { get; set; }

    /// <summary>When the data row was created.</summary>
    public Moment? CreatedAt { get; set; }

    /// <summary>When the data row was last updated.</summary>
    public Moment? UpdatedAt { get; set; }

    /// <summary>
    /// When labels, metadata, workflow status, comments or reviews last changed. Not in every export. Whether the deletion of a
    /// label changes it is unknown.
    /// </summary>
    public Moment? LastActivityAt { get; set; }

    /// <summary>The creator's e-mail address.</summary>
    public string? CreatedBy { get; set; }
}
