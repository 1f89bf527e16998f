using System.Runtime.InteropServices;
using System.Text.Json;

namespace WebhookRelay.Contracts;

/// <summary>The annotations of a frame.</summary>
public sealed class Frame : Extensible
{
    /// <summary>The objects in the frame, by feature id.</summary>
    public IReadOnlyDictionary<string, ObjectAnnotation>? Objects { get; set; }

    /// <summary>The classifications of the frame.</summary>
    public IReadOnlyList<Classification>? Classifications { get; set; }

    /// <summary>For V1 payloads: V1 members without a V2 equivalent, under their V1 names.</summary>
    public JsonElement? V1 { get; set; }
}

/// <summary>The annotations of a view of a DICOM series.</summary>
public sealed class FrameGroup : Extensible
{
    /// <summary>The view's name: <c>Axial</c>, <c>Sagittal</c> or <c>Coronal</c>.</summary>
    public string? Name { get; set; }

    /// <summary>The classifications of the view.</summary>
    public IReadOnlyList<Classification>? Classifications { get; set; }

    /// <summary>The annotations of each frame, by frame number in decimal digits, counted from 1.</summary>
    public IReadOnlyDictionary<string, Frame>? Frames { get; set; }
}

/// <summary>A range of frames, both ends inclusive: <c>[7, 13]</c> in JSON.</summary>
/// <param name="Start">The first frame, counted from 1 (inferred from third-party code). The unit for audio is unknown.</param>
/// <param name="End">The last frame, inclusive.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FrameRange(int Start, int End);
