using System.Text.Json;

namespace WebhookRelay.Contracts;

/// <summary>
/// The ranges in which features are present, under one key of <see cref="LabelAnnotations.Segments"/>:
/// <see cref="FeatureSegments"/>, <see cref="GroupSegments"/> or <see cref="UnknownSegments"/>.
/// </summary>
public abstract class FrameSegments
{
    private protected FrameSegments()
    {
    }
}

/// <summary>The segments of a feature, for videos and audio. The key is the feature's id.</summary>
/// <param name="ranges">The ranges, in their original order.</param>
public sealed class FeatureSegments(IReadOnlyList<FrameRange> ranges) : FrameSegments
{
    /// <summary>The ranges, in their original order.</summary>
    public IReadOnlyList<FrameRange> Ranges { get; } = ranges;
}

/// <summary>The segments of a view's features, for DICOM. The key is the view.</summary>
/// <param name="features">The ranges of each feature, by feature id.</param>
public sealed class GroupSegments(IReadOnlyDictionary<string, IReadOnlyList<FrameRange>> features) : FrameSegments
{
    /// <summary>The ranges of each feature, by feature id.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FrameRange>> Features { get; } = features;
}

/// <summary>Segments in an unknown format.</summary>
/// <param name="json">The unchanged value.</param>
public sealed class UnknownSegments(JsonElement json) : FrameSegments
{
    /// <summary>The unchanged value.</summary>
    public JsonElement Json { get; } = json;
}
