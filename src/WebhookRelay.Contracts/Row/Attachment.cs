using System.Text.Json;

namespace WebhookRelay.Contracts;

/// <summary>
/// Something attached to an asset. The shape of an item in an export is not verified; these are the names of Labelbox's API.
/// </summary>
public sealed class Attachment : Extensible
{
    /// <summary>The kind of the attachment (not verified).</summary>
    public string? Type { get; set; }

    /// <summary>Its URL or its text (not verified).</summary>
    public string? Value { get; set; }

    /// <summary>Its name (not verified).</summary>
    public string? Name { get; set; }
}

/// <summary>One value of the customer's metadata.</summary>
public sealed class MetadataField : Extensible
{
    /// <summary>The id of the field's schema (seen in third-party code only).</summary>
    public string? SchemaId { get; set; }

    /// <summary>The field's name (seen in third-party code only).</summary>
    public string? SchemaName { get; set; }

    /// <summary>The field's name by another member (not verified).</summary>
    public string? Name { get; set; }

    /// <summary>The value: a scalar, the id of an option, or a list (seen in third-party code only).</summary>
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

    /// <summary>Whether the customer made it, not Labelbox.</summary>
    public bool? IsCustom { get; set; }

    /// <summary>The vectors.</summary>
    public IReadOnlyList<EmbeddingValue>? Values { get; set; }
}

/// <summary>One vector.</summary>
public sealed class EmbeddingValue : Extensible
{
    /// <summary>The components, as many as <see cref="Embedding.Dimensions"/> says.</summary>
    public IReadOnlyList<double>? Value { get; set; }
}
