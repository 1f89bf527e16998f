using System.Text.Json;
using WebhookRelay.Labelbox.Rows;

namespace WebhookRelay.Labelbox.V1;

/// <summary>Writes the <c>annotations</c> of a label: lists of features, or the frames of a video.</summary>
/// <param name="row">Positioned inside the label.</param>
/// <param name="label">The V1 annotations; empty if there are none.</param>
internal sealed class V1AnnotationWriter(JsonBuilder row, ReadOnlyMemory<byte> label) : IDisposable
{
    private readonly V1FeatureWriter _features = new(row, label);
    private readonly PooledList<JsonMemberRange> _rest = new();
    private readonly PooledList<JsonMemberRange> _oddFrames = new();
    private bool _hasObjects;
    private bool _hasClassifications;
    private bool _hasRelationships;
    private bool _hasFrames;

    public string? MediaType => _hasFrames ? MediaTypes.Video : _features.MediaType;

    /// <summary>Writes the annotations. If they are not valid JSON, it writes empty lists and returns false.</summary>
    public bool TryWrite()
    {
        var mark = row.Mark();
        row.Name("annotations"u8);
        row.Open((byte)'{');
        try
        {
            if (TryWriteMembers())
            {
                WriteWhatIsAbsent();
                WriteRest();
                row.Close((byte)'}');
                return true;
            }
        }
        catch (JsonException)
        {
            // An unknown format, or truncated. It is kept as text.
        }

        row.GoBackTo(mark);
        _features.Forget();
        row.Member("annotations"u8, """{"objects":[],"classifications":[]}"""u8);
        return false;
    }

    public void Dispose()
    {
        _features.Dispose();
        _rest.Dispose();
        _oddFrames.Dispose();
    }

    private bool TryWriteMembers()
    {
        var json = DeliveryPayload.Reader(label.Span);
        if (!json.Read())
        {
            return false;
        }

        if (json.TokenType is JsonTokenType.StartObject)
        {
            while (json.NextMember())
            {
                WriteMember(ref json);
            }
        }
        else if (V1FrameWriter.AreAt(json))
        {
            WriteFrames(ref json);
        }
        else
        {
            return false;
        }

        json.Read();
        return true;
    }

    private void WriteMember(ref Utf8JsonReader json)
    {
        var value = json;
        value.Read();
        var isList = value.TokenType is JsonTokenType.StartArray;
        if (isList && !_hasObjects && json.IsNamed("objects"u8))
        {
            _hasObjects = true;
            WriteList(ref json, "objects"u8, V1Kind.Object);
        }
        else if (isList && !_hasClassifications && json.IsNamed("classifications"u8))
        {
            _hasClassifications = true;
            WriteList(ref json, "classifications"u8, V1Kind.Question);
        }
        else if (isList && !_hasRelationships && json.IsNamed("relationships"u8))
        {
            _hasRelationships = true;
            WriteList(ref json, "relationships"u8, V1Kind.Relationship);
        }
        else if (isList && !_hasFrames && json.IsNamed("frames"u8) && V1FrameWriter.AreAt(value))
        {
            json.Read();
            WriteFrames(ref json);
        }
        else
        {
            _rest.Add(JsonMemberRange.Take(ref json));
        }
    }

    private void WriteList(ref Utf8JsonReader json, ReadOnlySpan<byte> name, V1Kind kind)
    {
        json.Read();
        row.Name(name);
        _features.WriteList(ref json, kind);
    }

    private void WriteFrames(ref Utf8JsonReader json)
    {
        _hasFrames = true;
        using var frames = new V1FrameWriter(row, label, _features, _oddFrames);
        frames.Write(ref json);
    }

    private void WriteWhatIsAbsent()
    {
        if (!_hasObjects && !_hasFrames)
        {
            row.Member("objects"u8, "[]"u8);
        }

        if (!_hasClassifications)
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

        row.ListOptional("frames"u8, label.Span, _oddFrames.Items);
        row.CloseOptional(rest);
    }
}
