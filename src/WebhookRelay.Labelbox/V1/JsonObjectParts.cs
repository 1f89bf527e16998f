using System.Text.Json;

namespace WebhookRelay.Labelbox.V1;

/// <summary>
/// Splits an object into the requested members and the rest. If a name repeats, the last one counts; a null belongs to the
/// rest.
/// </summary>
internal sealed class JsonObjectParts : IDisposable
{
    private readonly ReadOnlyMemory<byte> _json;
    private readonly string[] _names;
    private readonly JsonMemberRange[] _parts;
    private readonly PooledList<JsonMemberRange> _rest = new();

    /// <param name="json">An object; anything else has no parts.</param>
    /// <param name="names">The requested names.</param>
    public JsonObjectParts(ReadOnlyMemory<byte> json, params string[] names)
        : this(json, see: null, names)
    {
    }

    /// <param name="json">An object; anything else has no parts.</param>
    /// <param name="see">Is called for each part found, so that a large one need not be read again.</param>
    /// <param name="names">The requested names.</param>
    public JsonObjectParts(ReadOnlyMemory<byte> json, See? see, params string[] names)
    {
        (_json, _names, _parts) = (json, names, new JsonMemberRange[names.Length]);
        if (!IsObject)
        {
            return;
        }

        var reader = DeliveryPayload.Reader(json.Span);
        reader.Read();
        while (reader.NextMember())
        {
            var at = IndexOf(ref reader);
            var piece = JsonMemberRange.Take(ref reader);
            if (at < 0 || reader.TokenType is JsonTokenType.Null)
            {
                _rest.Add(piece);
                continue;
            }

            if (_parts[at].IsThere)
            {
                _rest.Add(_parts[at]);
            }

            _parts[at] = piece;
            see?.Invoke(names[at], ref reader);
        }
    }

    /// <param name="name">The part's name.</param>
    /// <param name="value">At its value if that is a single token, else at its end.</param>
    public delegate void See(string name, ref Utf8JsonReader value);

    public bool IsObject => _json.Length > 0 && _json.Span[0] is (byte)'{';

    /// <summary>The value of a part; empty if it is missing.</summary>
    public ReadOnlyMemory<byte> this[string name] => Part(name) is { IsThere: true } piece ? _json[piece.Start..piece.End] : default;

    public string? Text(string name) => JsonReaderExtensions.TextOf(this[name].Span);

    public DateTimeOffset? Time(string name) => JsonReaderExtensions.TimeOf(this[name].Span);

    /// <summary>Moves a part to the rest, because it cannot be used.</summary>
    public void Leave(string name)
    {
        ref var part = ref Part(name);
        if (part.IsThere)
        {
            _rest.Add(part);
            part = default;
        }
    }

    /// <summary>Writes a string part under another name; any other type belongs to the rest.</summary>
    public void MoveText(string name, JsonBuilder to, ReadOnlySpan<byte> newName)
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

    /// <summary>Writes a non-negative number part under another name; anything else belongs to the rest.</summary>
    public void MoveNumber(string name, JsonBuilder to, ReadOnlySpan<byte> newName)
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

    /// <summary>Writes the members that were not requested, or not used.</summary>
    public void WriteRest(JsonBuilder to)
    {
        foreach (var piece in _rest.Items)
        {
            to.Raw(piece.MembersIn(_json.Span));
        }
    }

    public void Dispose() => _rest.Dispose();

    private ref JsonMemberRange Part(string name) => ref _parts[Array.IndexOf(_names, name)];

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
