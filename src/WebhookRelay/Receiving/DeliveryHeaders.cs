using System.Text;
using System.Text.Unicode;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Receiving;

/// <summary>Reads the headers of a delivery strictly.</summary>
internal static class DeliveryHeaders
{
    private const string Json = "application/json";
    private const int MaxNameLength = 256;

    /// <summary>Longer values do not help an operator and are not stored.</summary>
    private const int MaxKeptLength = 1024;

    private static readonly string[] Kept = [HeaderNames.ContentType, HeaderNames.UserAgent, HeaderNames.TraceParent, "X-Forwarded-For", "X-Request-Id"];

    /// <summary>Whether the body is unencoded JSON. A proxy may have repeated the header.</summary>
    public static bool IsPlainJson(HttpRequest request) =>
        (request.Headers.ContentEncoding.Count is 0 || IsIdentity(request.Headers.ContentEncoding)) && IsJson(request.Headers.ContentType);

    /// <summary>The signature to verify: SHA-256 if present, otherwise SHA-1. Null if missing, repeated or malformed.</summary>
    public static WebhookSignature? Signature(IHeaderDictionary headers)
    {
        var (algorithm, values) = headers.TryGetValue(LabelboxHeaders.Signature256, out var sha256)
            ? (SignatureAlgorithm.Sha256, sha256)
            : (SignatureAlgorithm.Sha1, headers[LabelboxHeaders.Signature]);
        return values is [{ } value] && WebhookSignature.TryParse(algorithm, value, out var signature) ? signature : null;
    }

    /// <summary>One value of 1-256 visible ASCII characters, possibly repeated; otherwise null.</summary>
    public static string? Identifier(StringValues values) =>
        values is [{ Length: > 0 and <= MaxNameLength } value, ..]
            && !value.AsSpan().ContainsAnyExceptInRange('!', '~')
            && (values.Count is 1 || values.All(other => string.Equals(other, value, StringComparison.Ordinal)))
                ? value
                : null;

    /// <summary>The headers to store with the entry; never a signature.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Keep(IHeaderDictionary headers)
    {
        var kept = new List<KeyValuePair<string, string>>();
        foreach (var name in Kept)
        {
            if (headers[name] is [{ Length: > 0 and <= MaxKeptLength } value])
            {
                kept.Add(new(name, Text(value)));
            }
        }

        return kept;
    }

    private static bool IsJson(StringValues types) => types is [{ } only] && only.Equals(Json, StringComparison.OrdinalIgnoreCase)
        || (MediaTypeHeaderValue.TryParseStrictList(types, out var media) && media.All(type => type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)));

    private static bool IsIdentity(StringValues encodings) => encodings.ToString().Split(',', StringSplitOptions.TrimEntries)
        .All(encoding => encoding.Length is 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase));

    /// <summary>Kestrel decodes header bytes as Latin-1. If they are valid UTF-8, decode them as UTF-8.</summary>
    private static string Text(string value)
    {
        if (Ascii.IsValid(value))
        {
            return value;
        }

        var bytes = Encoding.Latin1.GetBytes(value);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : value;
    }
}
