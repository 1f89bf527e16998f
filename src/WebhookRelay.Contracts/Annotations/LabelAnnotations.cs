using System.Text.Json;

namespace WebhookRelay.Contracts;

/// <summary>
/// Objects and classifications of a label. The members depend on the media type. Images, text, documents, HTML, conversations,
/// LLM rows and geospatial imagery have objects, classifications and relationships. Videos have frames, segments, a map of key
/// frames and classifications. Audio has classifications, segments and timestamp; older audio rows have the members of an image.
/// DICOM has groups, segments, a map of key frames and classifications.
/// </summary>
public sealed class LabelAnnotations : Extensible
{
    /// <summary>The objects.</summary>
    public IReadOnlyList<ObjectAnnotation>? Objects { get; set; }

    /// <summary>The classifications of the whole asset or of one of its messages.</summary>
    public IReadOnlyList<Classification>? Classifications { get; set; }

    /// <summary>The relationships between objects.</summary>
    public IReadOnlyList<Relationship>? Relationships { get; set; }

    /// <summary>
    /// The annotations of each frame of a video, by frame number in decimal digits, counted from 1 (inferred from third-party code).
    /// Frames between key frames are absent, unless interpolated frames were requested from Labelbox.
    /// </summary>
    public IReadOnlyDictionary<string, Frame>? Frames { get; set; }

    /// <summary>
    /// The ranges in which features are present: by feature id for videos and audio; by group, then by feature id for DICOM.
    /// </summary>
    public IReadOnlyDictionary<string, FrameSegments>? Segments { get; set; }

    /// <summary>The frames in which a feature was drawn by hand, by feature id.</summary>
    public IReadOnlyDictionary<string, KeyFrames>? KeyFrameFeatureMap { get; set; }

    /// <summary>The annotations of each view, for DICOM, by view: <c>Axial</c>, <c>Sagittal</c> or <c>Coronal</c>.</summary>
    public IReadOnlyDictionary<string, FrameGroup>? Groups { get; set; }

    /// <summary>In newer audio rows. Only an empty object has been seen, so its members are unknown.</summary>
    public JsonElement? Timestamp { get; set; }

    /// <summary>For V1 payloads: V1 members without a V2 equivalent, under their V1 names.</summary>
    public JsonElement? V1 { get; set; }
}

/// <summary>A relationship between two objects. The members that identify the objects are not verified and are kept in <see cref="Extensible.Unknown"/>.</summary>
public sealed class Relationship : Extensible
{
    /// <summary>The relationship's opaque id.</summary>
    public string? FeatureId { get; set; }

    /// <summary>The relationship's id in the ontology (inferred from objects).</summary>
    public string? FeatureSchemaId { get; set; }

    /// <summary>The relationship's name in the ontology. It can change: do not use it as a key.</summary>
    public string? Name { get; set; }

    /// <summary>The relationship's machine-readable name (inferred from objects).</summary>
    public string? Value { get; set; }

    /// <summary>The annotation kind: <c>TextUnidirectionalRelationship</c> was seen.</summary>
    public string? AnnotationKind { get; set; }
}
