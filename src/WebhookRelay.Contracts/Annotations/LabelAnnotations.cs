using System.Text.Json;

namespace WebhookRelay.Contracts;

/// <summary>
/// What was marked and answered in one label. Which members there are depends on the medium:
/// images, text, documents, HTML, conversations, LLM rows and geospatial imagery have objects, classifications and relationships;
/// videos have frames, segments, a map of key frames and classifications; audio has classifications, segments and timestamp, older
/// rows the members of an image; DICOM has groups, segments, a map of key frames and classifications.
/// </summary>
public sealed class LabelAnnotations : Extensible
{
    /// <summary>What was marked.</summary>
    public IReadOnlyList<ObjectAnnotation>? Objects { get; set; }

    /// <summary>What was answered about the whole asset, or about one message of it.</summary>
    public IReadOnlyList<Classification>? Classifications { get; set; }

    /// <summary>How objects relate.</summary>
    public IReadOnlyList<Relationship>? Relationships { get; set; }

    /// <summary>
    /// Of a video: what each frame holds, by the frame's number in decimal digits, counted from 1 (inferred from third-party code).
    /// Between key frames there is nothing, unless Labelbox was asked for interpolated frames.
    /// </summary>
    public IReadOnlyDictionary<string, Frame>? Frames { get; set; }

    /// <summary>
    /// Where features are present. Of a video or audio by feature id; of DICOM by group, then by feature id.
    /// </summary>
    public IReadOnlyDictionary<string, FrameSegments>? Segments { get; set; }

    /// <summary>In which frames a feature was drawn by hand, by feature id.</summary>
    public IReadOnlyDictionary<string, KeyFrames>? KeyFrameFeatureMap { get; set; }

    /// <summary>Of DICOM: what each view holds, by the view: <c>Axial</c>, <c>Sagittal</c> or <c>Coronal</c>.</summary>
    public IReadOnlyDictionary<string, FrameGroup>? Groups { get; set; }

    /// <summary>Of newer audio rows. Only an empty object was seen, so what it holds is not known.</summary>
    public JsonElement? Timestamp { get; set; }

    /// <summary>Of a V1 delivery: what has no place in this shape, in its V1 names.</summary>
    public JsonElement? V1 { get; set; }
}

/// <summary>How one object relates to another. What it relates is not verified, and found in <see cref="Extensible.Unknown"/>.</summary>
public sealed class Relationship : Extensible
{
    /// <summary>The id of this relationship. Opaque.</summary>
    public string? FeatureId { get; set; }

    /// <summary>The id of its place in the ontology (inferred from objects).</summary>
    public string? FeatureSchemaId { get; set; }

    /// <summary>Its name in the ontology. Never a key: it can change.</summary>
    public string? Name { get; set; }

    /// <summary>Its machine-readable name (inferred from objects).</summary>
    public string? Value { get; set; }

    /// <summary><c>TextUnidirectionalRelationship</c> was seen.</summary>
    public string? AnnotationKind { get; set; }
}
