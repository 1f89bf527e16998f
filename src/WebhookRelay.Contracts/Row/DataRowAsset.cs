using System.Text.Json.Serialization;

namespace WebhookRelay.Contracts;

/// <summary>The asset of a data row: <c>data_row</c>.</summary>
public sealed class DataRowAsset : Extensible
{
    /// <summary>The data row's id. Opaque: a cuid or a UUID.</summary>
    [JsonRequired]
    public string? Id { get; set; }

    /// <summary>The customer's key, where one is used.</summary>
    public string? GlobalKey { get; set; }

    /// <summary>The customer's own id, where one is used. Not necessarily unique.</summary>
    public string? ExternalId { get; set; }

    /// <summary>A URL of the asset, often signed and soon expired; the JSON text of the conversation itself for conversational and LLM rows.</summary>
    public string? RowData { get; set; }

    /// <summary>Where the row comes from, where Labelbox includes it.</summary>
    public DataRowDetails? Details { get; set; }
}

/// <summary>Where a data row comes from: <c>data_row.details</c>.</summary>
public sealed class DataRowDetails : Extensible
{
    /// <summary>The dataset's id.</summary>
    public string? DatasetId { get; set; }

    /// <summary>The dataset's name.</summary>
    public string? DatasetName { get; set; }

    /// <summary>When the row was made.</summary>
    public Moment? CreatedAt { get; set; }

    /// <summary>When the row was changed last.</summary>
    public Moment? UpdatedAt { get; set; }

    /// <summary>
    /// When labels, metadata, workflow status, comments or reviews changed last. Not in every export; whether it moves when a
    /// label is deleted is not known.
    /// </summary>
    public Moment? LastActivityAt { get; set; }

    /// <summary>Who made the row: an e-mail address.</summary>
    public string? CreatedBy { get; set; }
}
