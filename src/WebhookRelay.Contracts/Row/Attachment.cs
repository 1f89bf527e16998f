using System.Text.Json;

namespace WebhookRelay.Contracts;

/// <summary>
/// An attachment of an asset. The format in exports is not verified; the members have the names of Labelbox's API.
/// </summary>
public sealed class Attachment : Extensible
{
    /// <summary>The attachment's type (not verified).</summary>
    public string? Type { get; set; }

    /// <summary>The attachment's URL or text (not verified).</summary>
    public string? Value { get; set; }

    /// <summary>The attachment's name (not verified).</summary>
    public string? Name { get; set; }
}

/// <summary>A metadata value set by the customer.</summary>
public sealed class MetadataField : Extensible
{
    /// <summary>The id of the field's schema (seen in third-party code only).</summary>
    public string? SchemaId { get; set; }

    /// <summary>The field's name (seen in third-party code only).</summary>
    public string? SchemaName { get; set; }

    /// <summary>The field's name, in an alternative member (not verified).</summary>
    public string? Name { get; set; }

    /// <summary>The value: a scalar, an option's id, or a list (seen in third-party code only).</summary>
    public JsonElement? Value { get; set; }
}

/// <summary>An embedding of the asset, with its vectors.</summary>
public sealed class Embedding : Extensible
{
    /// <summary>The embedding's id.</summary>
    public string? Id { get; set; }

    /// <summary>The embedding's name.</summary>
    public string? Name { get; set; }

    /// <summary>The number of components of each vector.</summary>
    public int? Dimensions { get; set; }

    /// <summary>Whether the customer created the embedding; otherwise Labelbox did.</summary>
    public bool? IsCustom { get; set; }

    /// <summary>The vectors.</summary>
    public IReadOnlyList<EmbeddingValue>? Values { get; set; }
}

/// <summary>A vector of an embedding.</summary>
public sealed class EmbeddingValue : Extensible
{
    /// <summary>The vector's components. Their number is <see cref="Embedding.Dimensions"/>.</summary>
    public IReadOnlyList<double>? Value { get; set; }
}
