using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace WebhookRelay.Management;

/// <summary>
/// Masks possible secrets in displayed data: queries of signed URLs, passwords in URLs, and values of parameters, members
/// or headers that may be secrets. A pure function; everything else stays byte for byte.
/// </summary>
internal static class Masking
{
    public const string Mask = "***";

    /// <summary>More than any event's depth: deeper payloads than the normaliser reads are quarantined.</summary>
    public const int MaxDepth = 20_000;

    /// <summary>A text without any of these contains neither a URL nor a parameter.</summary>
    private static readonly SearchValues<byte> Indicators = SearchValues.Create(@"=:?@%\&#"u8);

    public static KeyValuePair<string, string> Header(KeyValuePair<string, string> header) =>
        new(header.Key, SecretNames.IsOfHeader(header.Key) ? Mask : Text(header.Value));

    public static string Text(string text) => MaskedText.Of(text);

    /// <summary>Masks every string and member name in JSON. Anything else is masked as text.</summary>
    public static ReadOnlyMemory<byte> Json(ReadOnlyMemory<byte> json)
    {
        var masked = new ArrayBufferWriter<byte>(json.Length + 256);
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        var copied = 0;

        // Everything within a member with a secret's name is masked.
        int? secretFrom = null;
        var isSecretNext = false;
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
                var shown = reader.TokenType switch
                {
                    JsonTokenType.PropertyName => Name(ref reader, names),
                    JsonTokenType.String => isSecretNext || secretFrom is not null ? (reader.ValueSpan.IsEmpty ? null : Mask) : Masked(ref reader),
                    _ => null,
                };
                if (shown is not null)
                {
                    masked.Write(json.Span[copied..(int)reader.TokenStartIndex]);
                    masked.Write(JsonSerializer.SerializeToUtf8Bytes(shown, AdminJson.Default.String));
                    copied = (int)reader.BytesConsumed - (reader.TokenType is JsonTokenType.PropertyName ? NameEnd(json.Span, reader.BytesConsumed) : 0);
                }

                secretFrom = reader.TokenType switch
                {
                    JsonTokenType.StartObject or JsonTokenType.StartArray when isSecretNext => secretFrom ?? reader.CurrentDepth,
                    JsonTokenType.EndObject or JsonTokenType.EndArray when secretFrom == reader.CurrentDepth => null,
                    _ => secretFrom,
                };
                isSecretNext = reader.TokenType is JsonTokenType.PropertyName && IsSecret(ref reader);
            }
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetBytes(Text(Encoding.UTF8.GetString(json.Span)));
        }

        masked.Write(json.Span[copied..]);
        return masked.WrittenMemory;
    }

    /// <summary>The masked name of a member; null if unchanged. Masked names stay distinct.</summary>
    private static string? Name(ref Utf8JsonReader reader, Dictionary<string, int> names)
    {
        if (Masked(ref reader) is not { } shown)
        {
            return null;
        }

        var before = names.GetValueOrDefault(shown);
        names[shown] = before + 1;
        return before is 0 ? shown : string.Create(CultureInfo.InvariantCulture, $"{shown} ({before + 1})");
    }

    /// <summary>The reader is past the colon after a name, and any white space before it.</summary>
    private static int NameEnd(ReadOnlySpan<byte> json, long consumed)
    {
        var name = json[..(int)consumed];
        return name.Length - (name.LastIndexOf((byte)'"') + 1);
    }

    /// <summary>The masked text at the reader; null if unchanged.</summary>
    private static string? Masked(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.IndexOfAny(Indicators) < 0 && reader.ValueSpan.IndexOf("earer "u8) < 0 && reader.ValueSpan.IndexOf("asic "u8) < 0)
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
            // An unpaired surrogate: the content cannot be decoded.
            return Mask;
        }
    }

    private static bool IsSecret(ref Utf8JsonReader reader)
    {
        try
        {
            return SecretNames.IsOfMember(reader.GetString()!);
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }
}
