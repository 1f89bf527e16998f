using System.Text;
using System.Text.Unicode;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Receiving;

/// <summary>What the headers of a delivery say, each read strictly.</summary>
internal static class DeliveryHeaders
{
    private const string Json = "application/json";
    private const int MaxNameLength = 256;

    /// <summary>Longer values are of no use to an operator, and are not kept.</summary>
    private const int MaxKeptLength = 1024;

    private static readonly string[] Kept = [HeaderNames.ContentType, HeaderNames.UserAgent, HeaderNames.TraceParent, "X-Forwarded-For", "X-Request-Id"];

    /// <summary>Whether the body is JSON, and not encoded. A proxy may have said so twice.</summary>
    public static bool IsPlainJson(HttpRequest request) =>
        (request.Headers.ContentEncoding.Count is 0 || IsIdentity(request.Headers.ContentEncoding)) && IsJson(request.Headers.ContentType);

    /// <summary>The signature that decides: SHA-256 where it is given, else SHA-1. Null where it is missing, repeated or malformed.</summary>
    public static WebhookSignature? Signature(IHeaderDictionary headers)
    {
        var (algorithm, values) = headers.TryGetValue(LabelboxHeaders.Signature256, out var sha256)
            ? (SignatureAlgorithm.Sha256, sha256)
            : (SignatureAlgorithm.Sha1, headers[LabelboxHeaders.Signature]);
        return values is [{ } value] && WebhookSignature.TryParse(algorithm, value, out var signature) ? signature : null;
    }

    /// <summary>One value of 1-256 visible ASCII characters, however often it is repeated; else null.</summary>
    public static string? Identifier(StringValues values) =>
        values is [{ Length: > 0 and <= MaxNameLength } value, ..]
            && !value.AsSpan().ContainsAnyExceptInRange('!', '~')
            && (values.Count is 1 || values.All(other => string.Equals(other, value, StringComparison.Ordinal)))
                ? value
                : null;

    /// <summary>The headers worth keeping with the entry. A signature is never among them.</summary>
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

    /// <summary>A header's value is bytes, which the server hands over as Latin-1. Where they are UTF-8, they are read as that.</summary>
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
