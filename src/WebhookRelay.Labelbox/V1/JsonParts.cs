using System.Text.Json;

namespace WebhookRelay.Labelbox.V1;

/// <summary>
/// An object taken apart into the members asked for and the rest. Of a repeated name the last one counts; a null counts
/// as rest.
/// </summary>
internal sealed class JsonParts
{
    private readonly ReadOnlyMemory<byte> _json;
    private readonly string[] _names;
    private readonly JsonPiece[] _pieces;

    /// <param name="json">An object; anything else has no parts.</param>
    /// <param name="names">The names asked for.</param>
    public JsonParts(ReadOnlyMemory<byte> json, params string[] names)
    {
        (_json, _names, _pieces) = (json, names, new JsonPiece[names.Length]);
        if (!IsObject)
        {
            return;
        }

        var reader = DeliveryPayload.Reader(json.Span);
        reader.Read();
        while (reader.NextMember())
        {
            var at = IndexOf(ref reader);
            var piece = JsonPiece.Take(ref reader);
            if (at >= 0)
            {
                _pieces[at] = reader.TokenType is JsonTokenType.Null ? default : piece;
            }
        }
    }

    public bool IsObject => _json.Length > 0 && _json.Span[0] is (byte)'{';

    /// <summary>The value of a part; empty where it is not there.</summary>
    public ReadOnlyMemory<byte> this[string name] => Piece(name) is { IsThere: true } piece ? _json[piece.Start..piece.End] : default;

    public string? Text(string name) => JsonWalk.TextOf(this[name].Span);

    public DateTimeOffset? Time(string name) => JsonWalk.TimeOf(this[name].Span);

    /// <summary>Counts a part as rest from here on: it cannot be used.</summary>
    public void Leave(string name) => Piece(name) = default;

    /// <summary>Writes the text a part is, under another name; what is no text counts as rest.</summary>
    public void MoveText(string name, JsonPatchwork to, ReadOnlySpan<byte> newName)
    {
        if (this[name].Span is [(byte)'"', ..] text)
        {
            to.Member(newName, text);
        }
        else
        {
            Leave(name);
        }
    }

    /// <summary>Writes the number a part is, under another name; one below zero, or no number, counts as rest.</summary>
    public void MoveNumber(string name, JsonPatchwork to, ReadOnlySpan<byte> newName)
    {
        if (this[name].Span is [>= (byte)'0' and <= (byte)'9', ..] number)
        {
            to.Member(newName, number);
        }
        else
        {
            Leave(name);
        }
    }

    /// <summary>Writes the members that were not asked for, or not used.</summary>
    public void WriteRest(JsonPatchwork to)
    {
        var reader = DeliveryPayload.Reader(_json.Span);
        reader.Read();
        while (reader.NextMember())
        {
            var piece = JsonPiece.Take(ref reader);
            if (!_pieces.Contains(piece))
            {
                to.Raw(piece.MembersIn(_json.Span));
            }
        }
    }

    private ref JsonPiece Piece(string name) => ref _pieces[Array.IndexOf(_names, name)];

    private int IndexOf(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            if (reader.ValueTextEquals(_names[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
