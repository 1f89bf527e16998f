using System.Text.Json;

namespace WebhookRelay.Contracts.Reading;

/// <summary>A list of ranges, a map of them, or any other value.</summary>
internal sealed class SegmentsShape : Shape
{
    public static ListShape<FrameRange> Ranges { get; } = new(new RangeShape());

    public static MapShape<IReadOnlyList<FrameRange>> Features { get; } = new(Ranges);

    public override bool TryRead(ref Utf8JsonReader json, out object? value)
    {
        var start = json;
        if (Ranges.TryRead(ref json, out var ranges))
        {
            value = new FeatureSegments((IReadOnlyList<FrameRange>)ranges!);
            return true;
        }

        json = start;
        if (Features.TryRead(ref json, out var features))
        {
            value = new GroupSegments((IReadOnlyDictionary<string, IReadOnlyList<FrameRange>>)features!);
            return true;
        }

        json = start;
        value = new UnknownSegments(JsonElement.ParseValue(ref json));
        return true;
    }

    public override void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case FeatureSegments feature:
                Ranges.Write(json, feature.Ranges);
                break;
            case GroupSegments group:
                Features.Write(json, group.Features);
                break;
            default:
                WriteUnchanged(json, ((UnknownSegments)value).Json);
                break;
        }
    }
}

/// <summary>Two integers: <c>[7, 13]</c>.</summary>
internal sealed class RangeShape : Shape
{
    private static readonly ListShape<int> Bounds = new(new IntegerShape());

    public override bool TryRead(ref Utf8JsonReader json, out object? value)
    {
        value = Bounds.TryRead(ref json, out var read) && read is IReadOnlyList<int> { Count: 2 } bounds ? new FrameRange(bounds[0], bounds[1]) : null;
        return value is not null;
    }

    public override void Write(Utf8JsonWriter json, object value)
    {
        var (start, end) = (FrameRange)value;
        Bounds.Write(json, (List<int>)[start, end]);
    }
}
