using System.Text.Json;

namespace WebhookRelay.Labelbox.V1;

/// <summary>
/// Writes a video's frames: V1 has a list of them, each with a list of the objects in it; V2 has an object by number,
/// counted from 1 in both, and in it the objects by their feature's id.
/// </summary>
/// <param name="row">Stands inside the annotations.</param>
/// <param name="label">The V1 annotations.</param>
/// <param name="features">Writes what is in a frame.</param>
/// <param name="odd">Gets the frames without a number, or with one that was there already.</param>
internal sealed class V1Frames(JsonPatchwork row, ReadOnlyMemory<byte> label, V1Features features, PooledList<JsonPiece> odd) : IDisposable
{
    /// <summary>Labelbox takes videos of far fewer frames.</summary>
    private const int MostFrames = 1 << 20;

    private readonly V1Tracks _tracks = new(label);
    private readonly PooledList<ulong> _numbers = new();
    private readonly PooledList<JsonPiece> _rest = new();
    private readonly PooledList<JsonPiece> _oddObjects = new();

    /// <param name="json">Stands at any value.</param>
    public static bool AreAt(Utf8JsonReader json) =>
        json.TokenType is JsonTokenType.StartArray && json.Read() && json.TokenType is JsonTokenType.StartObject && NumberOf(json) is not null;

    /// <param name="json">Stands at the list's start; stands at its end afterwards.</param>
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
                _rest.Add(JsonPiece.Take(ref json));
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

    /// <summary>Whether it is a new number that a video can have.</summary>
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

    private static JsonPiece Skip(ref Utf8JsonReader json)
    {
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return new JsonPiece(start, start, (int)json.BytesConsumed);
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

    /// <summary>The place of a feature's id, if it can be the name of a member as it is.</summary>
    private static JsonPiece IdOf(Utf8JsonReader json)
    {
        while (json.NextMember())
        {
            var isId = json.IsNamed("featureId"u8);
            var piece = JsonPiece.Take(ref json);
            if (isId)
            {
                return json.TokenType is JsonTokenType.String && !json.ValueIsEscaped && !json.ValueSpan.IsEmpty ? piece : default;
            }
        }

        return default;
    }
}
