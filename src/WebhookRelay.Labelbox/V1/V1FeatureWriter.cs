using System.Text.Json;

namespace WebhookRelay.Labelbox.V1;

/// <summary>
/// Writes V1 features under V2 names with their nesting, in one pass and without recursion, so that a payload cannot
/// determine the depth of the stack.
/// </summary>
/// <param name="row">The output.</param>
/// <param name="label">The V1 annotations.</param>
internal sealed class V1FeatureWriter(JsonBuilder row, ReadOnlyMemory<byte> label) : IDisposable
{
    private readonly PooledList<V1Feature> _open = new();
    private readonly PooledList<JsonMemberRange> _rest = new();

    /// <summary>The media type of the first object that identifies it.</summary>
    public string? MediaType { get; private set; }

    /// <param name="json">At the list's start; afterwards at its end.</param>
    /// <param name="kind">The kind of its elements.</param>
    public void WriteList(ref Utf8JsonReader json, V1Kind kind)
    {
        OpenList(kind, hasBrackets: true);
        Run(ref json);
    }

    /// <summary>Writes one feature of a frame.</summary>
    /// <param name="json">At its start; afterwards at its end.</param>
    /// <param name="kind">Its kind.</param>
    /// <returns>Whether the frame is a key frame of it; null if unknown.</returns>
    public bool? WriteOfFrame(ref Utf8JsonReader json, V1Kind kind)
    {
        OpenFeature(kind, isOfFrame: true);
        return Run(ref json);
    }

    /// <summary>Writes one element of a list, of any type.</summary>
    /// <param name="json">At its start; afterwards at its end.</param>
    /// <param name="kind">Its expected kind.</param>
    public void WriteElement(ref Utf8JsonReader json, V1Kind kind)
    {
        TakeElement(ref json, new V1Feature { Kind = kind });
        if (_open.Count > 0)
        {
            Run(ref json);
        }
    }

    public void Forget()
    {
        _open.CutAt(0);
        _rest.CutAt(0);
        MediaType = null;
    }

    public void Dispose()
    {
        _open.Dispose();
        _rest.Dispose();
    }

    private bool? Run(ref Utf8JsonReader json)
    {
        bool? isKeyFrame;
        do
        {
            json.Read();
            ref var innermost = ref _open.Last;
            isKeyFrame = innermost.IsKeyFrame;
            if (innermost.IsList)
            {
                TakeElement(ref json, innermost);
            }
            else
            {
                TakeMember(ref json, ref innermost);
            }
        }
        while (_open.Count > 0);
        return isKeyFrame;
    }

    private void TakeElement(ref Utf8JsonReader json, in V1Feature list)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.StartObject:
                OpenFeature(list.Kind, isOfFrame: false);
                break;
            case JsonTokenType.StartArray:
                OpenList(list.Kind, hasBrackets: false);
                break;
            case JsonTokenType.EndArray:
                if (list.HasBrackets)
                {
                    row.Close((byte)']');
                }

                _open.CutAt(_open.Count - 1);
                break;
            default:
                // Not a feature, but nothing received is dropped.
                row.Open((byte)'{');
                row.Member("v1"u8, label.Span[(int)json.TokenStartIndex..(int)json.BytesConsumed]);
                row.Close((byte)'}');
                break;
        }
    }

    private void TakeMember(ref Utf8JsonReader json, ref V1Feature feature)
    {
        if (json.TokenType is JsonTokenType.EndObject)
        {
            Close(ref feature);
            return;
        }

        var member = V1Members.At(ref json);
        var name = (int)json.TokenStartIndex;
        json.Read();
        var isNested = (member, json.TokenType) switch
        {
            (V1Member.Classifications, JsonTokenType.StartArray) => TryNest(ref feature, V2Members.Classifications, "classifications"u8, V1Kind.Question, isList: true),
            (V1Member.Answers or V1Member.Answer, JsonTokenType.StartArray) => TryNest(ref feature, V2Members.ChecklistAnswers, "checklist_answers"u8, V1Kind.Answer, isList: true),
            (V1Member.Answer, JsonTokenType.StartObject) => TryNest(ref feature, V2Members.RadioAnswer, "radio_answer"u8, V1Kind.Answer, isList: false),
            _ => false,
        };
        if (isNested)
        {
            return;
        }

        var piece = JsonMemberRange.Take(ref json, name);
        if (V1MemberMapper.TryWrite(row, label.Span, member, piece, ref feature))
        {
            feature.IsRestLast = false;
        }
        else
        {
            Keep(piece, ref feature);
        }
    }

    private bool TryNest(ref V1Feature feature, V2Members member, ReadOnlySpan<byte> name, V1Kind kind, bool isList)
    {
        if (feature.Has(member) || (kind is V1Kind.Answer && feature.Kind is not V1Kind.Question))
        {
            return false;
        }

        feature.Written |= member;
        feature.IsRestLast = false;
        row.Name(name);
        if (isList)
        {
            OpenList(kind, hasBrackets: true);
        }
        else
        {
            OpenFeature(kind, isOfFrame: false);
        }

        return true;
    }

    private void OpenList(V1Kind kind, bool hasBrackets)
    {
        if (hasBrackets)
        {
            row.Open((byte)'[');
        }

        _open.Add(new V1Feature { Kind = kind, IsList = true, HasBrackets = hasBrackets });
    }

    private void OpenFeature(V1Kind kind, bool isOfFrame)
    {
        row.Open((byte)'{');
        _open.Add(new V1Feature { Kind = kind, IsOfFrame = isOfFrame, Rest = _rest.Count });
    }

    private void Close(ref V1Feature feature)
    {
        if (feature.Kind is V1Kind.Object)
        {
            var hasUri = feature.InstanceUri.IsThere;
            V1Geometry.Write(row, label.Span, ref feature);
            MediaType ??= V2Kind.MediaOf(feature, hasUri);
            KeepIfThere(feature.InstanceUri, ref feature);
            KeepIfThere(feature.GeoGeometry, ref feature);
            KeepIfThere(feature.GeoType, ref feature);
        }

        if (feature.Kind is V1Kind.Object or V1Kind.Answer && !feature.Has(V2Members.Classifications))
        {
            row.Member("classifications"u8, "[]"u8);
        }

        var v1 = row.OpenOptional("v1"u8);
        foreach (var piece in _rest.Items[feature.Rest..])
        {
            row.Raw(piece.MembersIn(label.Span));
        }

        row.CloseOptional(v1);
        row.Close((byte)'}');
        _rest.CutAt(feature.Rest);
        _open.CutAt(_open.Count - 1);
    }

    private void KeepIfThere(in JsonMemberRange piece, ref V1Feature feature)
    {
        if (piece.IsThere)
        {
            feature.IsRestLast = false;
            Keep(piece, ref feature);
        }
    }

    /// <summary>Remembers a member without a V2 equivalent, together with the previous one if they are adjacent.</summary>
    private void Keep(in JsonMemberRange piece, ref V1Feature feature)
    {
        if (feature.IsRestLast)
        {
            _rest.Last = _rest.Last with { End = piece.End };
        }
        else
        {
            _rest.Add(piece);
            feature.IsRestLast = true;
        }
    }
}
