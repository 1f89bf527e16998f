using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace WebhookRelay.Management;

/// <summary>
/// Takes out of what is shown whatever would open something: the query of a signed address, the password in an address,
/// the value of a header that carries a secret. A pure function; what it leaves stays as it was, byte for byte.
/// </summary>
internal static partial class Masking
{
    public const string Mask = "***";

    private const string SchemeEnd = "://";

    private static readonly SearchValues<char> AddressEnds = SearchValues.Create(" \t\r\n\"'<>");

    /// <summary>More than any event nests: what nests deeper than the normaliser reads is quarantined.</summary>
    public const int MaxDepth = 20_000;

    public static KeyValuePair<string, string> Header(KeyValuePair<string, string> header) =>
        new(header.Key, SecretName().IsMatch(header.Key) ? Mask : Text(header.Value));

    public static string Text(string text)
    {
        var shown = new StringBuilder();
        var copied = 0;
        for (var at = text.IndexOf(SchemeEnd, StringComparison.Ordinal); at >= 0; at = text.IndexOf(SchemeEnd, copied, StringComparison.Ordinal))
        {
            var begin = at + SchemeEnd.Length;
            var length = text.AsSpan(begin).IndexOfAny(AddressEnds) is >= 0 and var found ? found : text.Length - begin;
            shown.Append(text, copied, begin - copied);
            Address(shown, text.AsSpan(begin, length));
            copied = begin + length;
        }

        return copied is 0 ? text : shown.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>The same for every text within JSON. What is no JSON is masked as the text it is.</summary>
    public static ReadOnlyMemory<byte> Json(ReadOnlyMemory<byte> json)
    {
        var masked = new ArrayBufferWriter<byte>(json.Length + 256);
        var copied = 0;
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is not JsonTokenType.String || Masked(ref reader) is not { } text)
                {
                    continue;
                }

                masked.Write(json.Span[copied..(int)reader.TokenStartIndex]);
                masked.Write(JsonSerializer.SerializeToUtf8Bytes(text, AdminJson.Default.String));
                copied = (int)reader.BytesConsumed;
            }
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetBytes(Text(Encoding.UTF8.GetString(json.Span)));
        }

        masked.Write(json.Span[copied..]);
        return masked.WrittenMemory;
    }

    /// <summary>What is shown of the text at the reader; null where that is all of it.</summary>
    private static string? Masked(ref Utf8JsonReader reader)
    {
        // Without a colon there is no address; an escaped one may be.
        if (reader.ValueSpan.IndexOfAny((byte)':', (byte)'\\') < 0)
        {
            return null;
        }

        try
        {
            var text = reader.GetString()!;
            var masked = Text(text);
            return string.Equals(text, masked, StringComparison.Ordinal) ? null : masked;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: nobody can say what it holds.
            return Mask;
        }
    }

    private static void Address(StringBuilder shown, ReadOnlySpan<char> address)
    {
        var host = address.IndexOfAny('/', '?', '#') is >= 0 and var slash ? slash : address.Length;
        if (address[..host].LastIndexOf('@') is >= 0 and var user)
        {
            shown.Append(Mask);
            address = address[user..];
        }

        var query = address.IndexOfAny('?', '#');
        if (query < 0 || !IsSigned(address[query..].ToString()))
        {
            shown.Append(address);
            return;
        }

        // What escapes the text's own end is not the address's.
        shown.Append(address[..(query + 1)]).Append(Mask).Append('\\', address.Length - address.TrimEnd('\\').Length);
    }

    /// <summary>A text may hold JSON itself, in which an ampersand is sometimes escaped.</summary>
    private static bool IsSigned(string query) => query.Replace("\\u0026", "&", StringComparison.OrdinalIgnoreCase)
        .Split('?', '#', '&', ';')
        .Any(parameter => SecretName().IsMatch(parameter.Split('=')[0]));

    [GeneratedRegex(
        "signature|token|credential|secret|password|authorization|cookie|policy|expires|api-?_?key|access-?_?key|key-?_?pair|^(auth|jwt|key|sig|code|hmac|hdnea)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SecretName();
}
