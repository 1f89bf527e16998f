using System.Globalization;
using System.Text.Json;

namespace WebhookRelay.Contracts.Reading;

/// <summary>The key frames of a feature, or of a feature in each view, or any other value.</summary>
internal sealed class KeyFramesShape : Shape
{
    public static FrameFlagsShape Frames { get; } = new();

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
        value = new UnknownKeyFrames(JsonElement.ParseValue(ref json));
        return true;
    }

    public override void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case FeatureKeyFrames feature:
                Frames.Write(json, feature.Frames);
                break;
            case GroupKeyFrames group:
                Groups.Write(json, group.Groups);
                break;
            default:
                WriteUnchanged(json, ((UnknownKeyFrames)value).Json);
                break;
        }
    }
}

/// <summary><c>{"13": true}</c>, or the list <c>[13]</c>, which is read as that map and written as a list again.</summary>
internal sealed class FrameFlagsShape : Shape
{
    private static readonly ListShape<int> Numbers = new(new IntegerShape());

    public static MapShape<bool> Flags { get; } = new(new FlagShape());

    public override bool TryRead(ref Utf8JsonReader json, out object? value)
    {
        var start = json;
        if (Flags.TryRead(ref json, out value))
        {
            return true;
        }

        json = start;
        if (!Numbers.TryRead(ref json, out var numbers))
        {
            return false;
        }

        value = new ListedFrames((IReadOnlyList<int>)numbers!, JsonElement.ParseValue(ref start));
        return true;
    }

    public override void Write(Utf8JsonWriter json, object value)
    {
        if (value is ListedFrames { Original: var original })
        {
            WriteUnchanged(json, original);
            return;
        }

        Flags.Write(json, value);
    }

    private sealed class ListedFrames : Dictionary<string, bool>
    {
        public ListedFrames(IReadOnlyList<int> frames, JsonElement original)
            : base(StringComparer.Ordinal)
        {
            Original = original;
            foreach (var frame in frames)
            {
                this[frame.ToString(CultureInfo.InvariantCulture)] = true;
            }
        }

        public JsonElement Original { get; }
    }
}
