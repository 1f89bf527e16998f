using System.Text.Json;

namespace WebhookRelay.Labelbox.Rows;

/// <summary>
/// Finds frames in a <c>key_frame_feature_map</c> that are written as an array, <c>[13,19]</c>, where other servers write
/// <c>{"13":true,"19":true}</c>: of a feature in a video, or of a feature in a group of a DICOM series.
/// </summary>
internal struct KeyFrameMaps
{
    /// <summary>The growth per frame: two quotes, and <c>:true</c>.</summary>
    private const int GrowthOfFrame = 7;

    private bool _isNamed;
    private bool _isOpen;
    private int _depth;
    private bool _isArrayOpen;
    private int _arrayDepth;
    private bool _isOfFrames;
    private long _frames;

    /// <summary>The start of the array that just ended.</summary>
    public long Start { get; private set; }

    /// <summary>The growth in bytes of the array that just ended.</summary>
    public readonly long Growth => _frames * GrowthOfFrame;

    /// <summary>Whether tokens other than names are relevant.</summary>
    public readonly bool IsNear => _isNamed || _isOpen;

    /// <summary>Consumes a token if it is a name or a map is near; true if it ends an array of frames.</summary>
    public bool Take(ref Utf8JsonReader json)
    {
        if (_isOpen)
        {
            return TakeInside(ref json);
        }

        if (json.TokenType is JsonTokenType.PropertyName)
        {
            _isNamed = json.IsNamed("key_frame_feature_map"u8);
        }
        else if (_isNamed)
        {
            _isNamed = false;
            (_isOpen, _depth) = (json.TokenType is JsonTokenType.StartObject, json.CurrentDepth);
        }

        return false;
    }

    /// <summary>Writes an array of frames as the equivalent object.</summary>
    /// <returns>The number of bytes written.</returns>
    public static int Write(ReadOnlySpan<byte> array, Span<byte> uniform)
    {
        var json = DeliveryPayload.Reader(array);
        json.Read();
        var at = 0;
        uniform[at++] = (byte)'{';
        while (json.Read() && json.TokenType is JsonTokenType.Number)
        {
            if (at > 1)
            {
                uniform[at++] = (byte)',';
            }

            uniform[at++] = (byte)'"';
            json.ValueSpan.CopyTo(uniform[at..]);
            at += json.ValueSpan.Length;
            "\":true"u8.CopyTo(uniform[at..]);
            at += "\":true"u8.Length;
        }

        uniform[at++] = (byte)'}';
        return at;
    }

    private bool TakeInside(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.EndObject when json.CurrentDepth == _depth:
                _isOpen = false;
                return false;
            case JsonTokenType.StartArray when !_isArrayOpen:
                (_isArrayOpen, _arrayDepth, _isOfFrames, _frames, Start) = (true, json.CurrentDepth, true, 0, json.TokenStartIndex);
                return false;
            case JsonTokenType.EndArray when _isArrayOpen && json.CurrentDepth == _arrayDepth:
                _isArrayOpen = false;
                return _isOfFrames;
            case JsonTokenType.Number when _isArrayOpen:
                _frames++;
                _isOfFrames &= IsFrame(ref json);
                return false;
            default:
                _isOfFrames = false;
                return false;
        }
    }

    private static bool IsFrame(ref Utf8JsonReader json) =>
        !json.HasValueSequence && json.ValueSpan.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
