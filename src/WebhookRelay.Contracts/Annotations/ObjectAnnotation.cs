using System.Text.Json;

namespace WebhookRelay.Contracts;

/// <summary>
/// Something marked in an asset. Each object has exactly one geometry, and is one of:
/// <see cref="BoundingBoxObject"/>, <see cref="PolygonObject"/>, <see cref="LineObject"/>, <see cref="PointObject"/>,
/// <see cref="MaskObject"/>, <see cref="EntityObject"/>,
/// <see cref="ConversationalEntityObject"/>, <see cref="GeoObject"/>, <see cref="MessageSelectionObject"/>,
/// <see cref="MessageMultiSelectionObject"/>, <see cref="MessageRankingObject"/>, or, for a geometry this version does not know,
/// <see cref="UnknownObject"/>. The geometry decides, not <see cref="AnnotationKind"/>.
/// </summary>
public abstract class ObjectAnnotation : Extensible
{
    private protected ObjectAnnotation()
    {
    }

    /// <summary>The id of this object. Opaque.</summary>
    public string? FeatureId { get; set; }

    /// <summary>The id of its tool in the ontology. Only newer rows have it.</summary>
    public string? FeatureSchemaId { get; set; }

    /// <summary>The tool's name in the ontology. Never a key: it can change.</summary>
    public string? Name { get; set; }

    /// <summary>The tool's machine-readable name. Only newer rows have it.</summary>
    public string? Value { get; set; }

    /// <summary>Labelbox's name for medium and geometry, such as <c>ImageBoundingBox</c>, <c>VideoSegmentationMask</c> or <c>DICOMPolyline</c>.</summary>
    public string? AnnotationKind { get; set; }

    /// <summary>Documents: the page. Its base is not settled: Labelbox's pages show 0, its code 1.</summary>
    public int? PageNumber { get; set; }

    /// <summary>Documents: the page's size. Only newer rows have it.</summary>
    public PageDimensions? PageDimensions { get; set; }

    /// <summary>What was answered about the object.</summary>
    public IReadOnlyList<Classification>? Classifications { get; set; }

    /// <summary>Of a V1 delivery: what has no place in this shape, in its V1 names.</summary>
    public JsonElement? V1 { get; set; }
}

/// <summary>The size of a page.</summary>
public sealed class PageDimensions : Extensible
{
    /// <summary>The height; the unit is not said, and seen as points (inferred from 792 by 612, a letter page).</summary>
    public double? Height { get; set; }

    /// <summary>The width, in the same unit.</summary>
    public double? Width { get; set; }
}

/// <summary>An object of no known geometry, or none at all. What it has is in <see cref="Extensible.Unknown"/>.</summary>
public sealed class UnknownObject : ObjectAnnotation;
