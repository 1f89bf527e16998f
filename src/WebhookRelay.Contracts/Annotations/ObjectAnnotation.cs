using System.Text.Json;

namespace WebhookRelay.Contracts;

/// <summary>
/// An object annotated in an asset. An object has exactly one geometry and is one of:
/// <see cref="BoundingBoxObject"/>, <see cref="PolygonObject"/>, <see cref="LineObject"/>, <see cref="PointObject"/>,
/// <see cref="MaskObject"/>, <see cref="EntityObject"/>,
/// <see cref="ConversationalEntityObject"/>, <see cref="GeoObject"/>, <see cref="MessageSelectionObject"/>,
/// <see cref="MessageMultiSelectionObject"/>, <see cref="MessageRankingObject"/>, or <see cref="UnknownObject"/> if this version
/// does not know the geometry. The geometry determines the type, not <see cref="AnnotationKind"/>.
/// </summary>
public abstract class ObjectAnnotation : Extensible
{
    private protected ObjectAnnotation()
    {
    }

    /// <summary>The object's opaque id.</summary>
    public string? FeatureId { get; set; }

    /// <summary>The tool's id in the ontology. Only in newer rows.</summary>
    public string? FeatureSchemaId { get; set; }

    /// <summary>The tool's name in the ontology. It can change: do not use it as a key.</summary>
    public string? Name { get; set; }

    /// <summary>The tool's machine-readable name. Only in newer rows.</summary>
    public string? Value { get; set; }

    /// <summary>Labelbox's name for the media type and geometry, such as <c>ImageBoundingBox</c>, <c>VideoSegmentationMask</c> or <c>DICOMPolyline</c>.</summary>
    public string? AnnotationKind { get; set; }

    /// <summary>The page number, for documents. Its base is unknown: Labelbox's documentation shows 0, its code 1.</summary>
    public int? PageNumber { get; set; }

    /// <summary>The page size, for documents. Only in newer rows.</summary>
    public PageDimensions? PageDimensions { get; set; }

    /// <summary>The classifications of the object.</summary>
    public IReadOnlyList<Classification>? Classifications { get; set; }

    /// <summary>For V1 payloads: V1 members without a V2 equivalent, under their V1 names.</summary>
    public JsonElement? V1 { get; set; }
}

/// <summary>The size of a page.</summary>
public sealed class PageDimensions : Extensible
{
    /// <summary>The height. The unit is undocumented and appears to be points (inferred from 792 by 612, a letter page).</summary>
    public double? Height { get; set; }

    /// <summary>The width, in the same unit.</summary>
    public double? Width { get; set; }
}

/// <summary>An object with an unknown geometry, or without one. Unknown members are kept in <see cref="Extensible.Unknown"/>.</summary>
public sealed class UnknownObject : ObjectAnnotation;
