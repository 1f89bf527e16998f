using System.Globalization;
using System.Text.Json;

namespace WebhookRelay.Contracts.Reading;

/// <summary>A map of frames, a list of them, a map of such maps, or anything else.</summary>
internal sealed class KeyFramesShape : Shape
{
    private static readonly ListShape<int> Numbers = new(new IntegerShape());

    public static MapShape<bool> Frames { get; } = new(new FlagShape());

    public static MapShape<IReadOnlyDictionary<string, bool>> Groups { get; } = new(Frames);

    public override bool TryRead(ref Utf8JsonReader json, out object? value)
    {
        var start = json;
        if (Frames.TryRead(ref json, out var frames))
        {
            value = new FeatureKeyFrames((IReadOnlyDictionary<string, bool>)frames!);
            return true;
        }

        json = start;
        if (Groups.TryRead(ref json, out var groups))
        {
            value = new GroupKeyFrames((IReadOnlyDictionary<string, IReadOnlyDictionary<string, bool>>)groups!);
            return true;
        }

        json = start;
        var list = Numbers.TryRead(ref json, out var read) ? (IReadOnlyList<int>)read! : null;
        json = start;
        var came = JsonElement.ParseValue(ref json);
        value = list is null ? new UnknownKeyFrames(came) : new FeatureKeyFrames(MapOf(list)) { List = came };
        return true;
    }

    public override void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case FeatureKeyFrames { List: { } list }:
                WriteAsItCame(json, list);
                break;
            case FeatureKeyFrames feature:
                Frames.Write(json, feature.Frames);
                break;
            case GroupKeyFrames group:
                Groups.Write(json, group.Groups);
                break;
            default:
                WriteAsItCame(json, ((UnknownKeyFrames)value).Json);
                break;
        }
    }

    private static Dictionary<string, bool> MapOf(IReadOnlyList<int> list)
    {
        var frames = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var frame in list)
        {
            frames[frame.ToString(CultureInfo.InvariantCulture)] = true;
        }

        return frames;
    }
}
