using System.Runtime.InteropServices;
using System.Text.Json;

namespace WebhookRelay.Contracts;

/// <summary>What one frame holds.</summary>
public sealed class Frame : Extensible
{
    /// <summary>What was marked in it, by feature id.</summary>
    public IReadOnlyDictionary<string, ObjectAnnotation>? Objects { get; set; }

    /// <summary>What was answered about it.</summary>
    public IReadOnlyList<Classification>? Classifications { get; set; }

    /// <summary>Of a V1 delivery: what has no place in this shape, in its V1 names.</summary>
    public JsonElement? V1 { get; set; }
}

/// <summary>What one view of a DICOM series holds.</summary>
public sealed class FrameGroup : Extensible
{
    /// <summary>The view's name: <c>Axial</c>, <c>Sagittal</c> or <c>Coronal</c>.</summary>
    public string? Name { get; set; }

    /// <summary>What was answered about the view.</summary>
    public IReadOnlyList<Classification>? Classifications { get; set; }

    /// <summary>What each frame holds, by the frame's number in decimal digits, counted from 1.</summary>
    public IReadOnlyDictionary<string, Frame>? Frames { get; set; }
}

/// <summary>From one frame to another, both inclusive: <c>[7, 13]</c> in JSON.</summary>
/// <param name="Start">The first frame, counted from 1 (inferred from third-party code). The unit for audio is not known.</param>
/// <param name="End">The last frame, inclusive.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FrameRange(int Start, int End);
