using System.Text.Json;

namespace WebhookRelay.Contracts;

/// <summary>
/// Where features are present, under one key of <see cref="LabelAnnotations.Segments"/>:
/// <see cref="FeatureSegments"/>, <see cref="GroupSegments"/> or <see cref="UnknownSegments"/>.
/// </summary>
public abstract class FrameSegments
{
    private protected FrameSegments()
    {
    }
}

/// <summary>The segments of a feature; the key is the feature's id. Videos and audio.</summary>
/// <param name="ranges">The ranges, in the order they came.</param>
public sealed class FeatureSegments(IReadOnlyList<FrameRange> ranges) : FrameSegments
{
    /// <summary>The ranges, in the order they came.</summary>
    public IReadOnlyList<FrameRange> Ranges { get; } = ranges;
}

/// <summary>The segments of a view's features; the key is the view. DICOM.</summary>
/// <param name="features">The ranges of each feature, by feature id.</param>
public sealed class GroupSegments(IReadOnlyDictionary<string, IReadOnlyList<FrameRange>> features) : FrameSegments
{
    /// <summary>The ranges of each feature, by feature id.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FrameRange>> Features { get; } = features;
}

/// <summary>Segments of no known shape.</summary>
/// <param name="json">The value as it came.</param>
public sealed class UnknownSegments(JsonElement json) : FrameSegments
{
    /// <summary>The value as it came.</summary>
    public JsonElement Json { get; } = json;
}
