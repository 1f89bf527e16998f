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
/// The key frames of a feature in a video: <c>{"13": true, "18": false}</c>. A list of frames, <c>[13, 19]</c>, which third-party
/// code has seen, is read as well, and written as the list it was.
/// </summary>
/// <param name="frames">Whether a frame is one, by its number in decimal digits.</param>
public sealed class FeatureKeyFrames(IReadOnlyDictionary<string, bool> frames) : KeyFrames
{
    /// <summary>Whether a frame is a key frame, by its number in decimal digits, counted from 1 (inferred from third-party code).</summary>
    public IReadOnlyDictionary<string, bool> Frames { get; } = frames;
}

/// <summary>The key frames of a feature in DICOM: <c>{"Axial": {"1": true}, "Coronal": {}}</c>.</summary>
/// <param name="groups">Whether a frame is one, by view, then by its number in decimal digits.</param>
public sealed class GroupKeyFrames(IReadOnlyDictionary<string, IReadOnlyDictionary<string, bool>> groups) : KeyFrames
{
    /// <summary>Whether a frame is a key frame, by view, then by its number in decimal digits, counted from 1.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, bool>> Groups { get; } = groups;
}

/// <summary>Key frames of no known shape.</summary>
/// <param name="json">The value as it came.</param>
public sealed class UnknownKeyFrames(JsonElement json) : KeyFrames
{
    /// <summary>The value as it came.</summary>
    public JsonElement Json { get; } = json;
}
