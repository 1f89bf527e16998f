using System.Text.Json;

namespace WebhookRelay.Labelbox.V1;

/// <summary>
/// Writes a video's frames. V1 has a list of frames, each with a list of its objects. V2 has an object keyed by frame number,
/// which starts at 1 in both, with the objects keyed by feature id.
/// </summary>
/// <param name="row">Positioned inside the annotations.</param>
/// <param name="label">The V1 annotations.</param>
/// <param name="features">Writes the content of a frame.</param>
/// <param name="odd">Collects frames without a number, or with a repeated one.</param>
internal sealed class V1FrameWriter(JsonBuilder row, ReadOnlyMemory<byte> label, V1FeatureWriter features, PooledList<JsonMemberRange> odd) : IDisposable
{
    /// <summary>Labelbox accepts only videos with far fewer frames.</summary>
    private const int MostFrames = 1 << 20;

    private readonly V1Tracks _tracks = new(label);
    private readonly PooledList<ulong> _numbers = new();
    private readonly PooledList<JsonMemberRange> _rest = new();
    private readonly PooledList<JsonMemberRange> _oddObjects = new();

    /// <param name="json">At any value.</param>
    public static bool AreAt(Utf8JsonReader json) =>
        json.TokenType is JsonTokenType.StartArray && json.Read() && json.TokenType is JsonTokenType.StartObject && NumberOf(json) is not null;

    /// <param name="json">At the list's start; afterwards at its end.</param>
    public void Write(ref Utf8JsonReader json)
    {
        row.Name("frames"u8);
        row.Open((byte)'{');
        while (json.Read() && json.TokenType is not JsonTokenType.EndArray)
        {
            if (json.TokenType is JsonTokenType.StartObject && NumberOf(json) is { } number && TryBegin(number))
            {
                WriteFrame(ref json, number);
            }
            else
            {
                odd.Add(Skip(ref json));
            }
        }

        row.Close((byte)'}');
        _tracks.Write(row);
    }

    public void Dispose()
    {
        _tracks.Dispose();
        _numbers.Dispose();
        _rest.Dispose();
        _oddObjects.Dispose();
    }

    private void WriteFrame(ref Utf8JsonReader json, int number)
    {
        _rest.CutAt(0);
        _oddObjects.CutAt(0);
        var (hasObjects, hasClassifications, hasNumber) = (false, false, false);
        row.Name(number);
        row.Open((byte)'{');
        while (json.NextMember())
        {
            var value = json;
            value.Read();
            var isList = value.TokenType is JsonTokenType.StartArray;
            if (isList && !hasObjects && json.IsNamed("objects"u8))
            {
                hasObjects = true;
                WriteObjects(ref json, number);
            }
            else if (isList && !hasClassifications && json.IsNamed("classifications"u8))
            {
                hasClassifications = true;
                WriteClassifications(ref json, number);
            }
            else if (!hasNumber && json.IsNamed("frameNumber"u8))
            {
                hasNumber = true;
                json.Read();
            }
            else
            {
                _rest.Add(JsonMemberRange.Take(ref json));
            }
        }

        WriteWhatIsAbsent(hasObjects, hasClassifications);
        WriteRest();
        row.Close((byte)'}');
    }

    private void WriteObjects(ref Utf8JsonReader json, int number)
    {
        json.Read();
        row.Name("objects"u8);
        row.Open((byte)'{');
        while (json.Read() && json.TokenType is not JsonTokenType.EndArray)
        {
            if (json.TokenType is JsonTokenType.StartObject && IdOf(json) is { IsThere: true } id && _tracks.TryAppear(id, number))
            {
                row.RawName(id.ValueIn(label.Span));
                _tracks.NoteKeyFrame(features.WriteOfFrame(ref json, V1Kind.Object));
            }
            else
            {
                _oddObjects.Add(Skip(ref json));
            }
        }

        row.Close((byte)'}');
    }

    private void WriteClassifications(ref Utf8JsonReader json, int number)
    {
        json.Read();
        row.Name("classifications"u8);
        row.Open((byte)'[');
        while (json.Read() && json.TokenType is not JsonTokenType.EndArray)
        {
            if (json.TokenType is JsonTokenType.StartObject && IdOf(json) is { IsThere: true } id && _tracks.TryAppear(id, number))
            {
                _tracks.NoteKeyFrame(features.WriteOfFrame(ref json, V1Kind.Question));
            }
            else
            {
                features.WriteElement(ref json, V1Kind.Question);
            }
        }

        row.Close((byte)']');
    }

    private void WriteWhatIsAbsent(bool hasObjects, bool hasClassifications)
    {
        if (!hasObjects)
        {
            row.Member("objects"u8, "{}"u8);
        }

        if (!hasClassifications)
        {
            row.Member("classifications"u8, "[]"u8);
        }
    }

    private void WriteRest()
    {
        var rest = row.OpenOptional("v1"u8);
        foreach (var piece in _rest.Items)
        {
            row.Raw(piece.MembersIn(label.Span));
        }

        row.ListOptional("objects"u8, label.Span, _oddObjects.Items);
        row.CloseOptional(rest);
    }

    /// <summary>Whether it is a new, valid frame number.</summary>
    private bool TryBegin(int number)
    {
        if (number >= MostFrames)
        {
            return false;
        }

        while (_numbers.Count <= number / 64)
        {
            _numbers.Add(0);
        }

        var bit = 1UL << (number % 64);
        var isNew = (_numbers[number / 64] & bit) == 0;
        _numbers[number / 64] |= bit;
        return isNew;
    }

    private static JsonMemberRange Skip(ref Utf8JsonReader json)
    {
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return new JsonMemberRange(start, start, (int)json.BytesConsumed);
    }

    private static int? NumberOf(Utf8JsonReader json)
    {
        while (json.NextMember())
        {
            var isNumber = json.IsNamed("frameNumber"u8);
            json.Read();
            if (isNumber)
            {
                return json.TokenType is JsonTokenType.Number && json.TryGetInt32(out var number) && number >= 0 ? number : null;
            }

            json.Skip();
        }

        return null;
    }

    /// <summary>The position of a feature's id, if it can serve as a member name unchanged.</summary>
    private static JsonMemberRange IdOf(Utf8JsonReader json)
    {
        while (json.NextMember())
        {
            var isId = json.IsNamed("featureId"u8);
            var piece = JsonMemberRange.Take(ref json);
            if (isId)
            {
                return json.TokenType is JsonTokenType.String && !json.ValueIsEscaped && !json.ValueSpan.IsEmpty ? piece : default;
            }
        }

        return default;
    }
}
