using System.Text.Json;

namespace WebhookRelay.Contracts;

/// <summary>
/// The key frames of one feature: <see cref="FeatureKeyFrames"/>, <see cref="GroupKeyFrames"/> or <see cref="UnknownKeyFrames"/>.
/// </summary>
public abstract class KeyFrames
{
    private protected KeyFrames()
    {
    }
}

/// <summary>
/// The key frames of a feature in a video: <c>{"13": true, "18": false}</c>. A list of frames, <c>[13, 19]</c>, as seen by
/// third-party code, is also read and is written back as a list.
/// </summary>
/// <param name="frames">Whether a frame is a key frame, by frame number in decimal digits.</param>
public sealed class FeatureKeyFrames(IReadOnlyDictionary<string, bool> frames) : KeyFrames
{
    /// <summary>Whether a frame is a key frame, by frame number in decimal digits, counted from 1 (inferred from third-party code).</summary>
    public IReadOnlyDictionary<string, bool> Frames { get; } = frames;
}

/// <summary>The key frames of a feature in DICOM: <c>{"Axial": {"1": true}, "Coronal": {}}</c>.</summary>
/// <param name="groups">Whether a frame is a key frame, by view, then by frame number in decimal digits.</param>
public sealed class GroupKeyFrames(IReadOnlyDictionary<string, IReadOnlyDictionary<string, bool>> groups) : KeyFrames
{
    /// <summary>Whether a frame is a key frame, by view, then by frame number in decimal digits, counted from 1.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, bool>> Groups { get; } = groups;
}

/// <summary>Key frames in an unknown format.</summary>
/// <param name="json">The unchanged value.</param>
public sealed class UnknownKeyFrames(JsonElement json) : KeyFrames
{
    /// <summary>The unchanged value.</summary>
    public JsonElement Json { get; } = json;
}
