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

    public static bool IsPlainJson(HttpRequest request) =>
        request.Headers.ContentEncoding.Count is 0
        && request.Headers.ContentType is [{ } type]
        && (type.Equals(Json, StringComparison.OrdinalIgnoreCase)
            || (MediaTypeHeaderValue.TryParse(type, out var media) && media.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The signature that decides: SHA-256 where it is given, else SHA-1. Null where it is missing, repeated or malformed.</summary>
    public static WebhookSignature? Signature(IHeaderDictionary headers)
    {
        var (algorithm, values) = headers.TryGetValue(LabelboxHeaders.Signature256, out var sha256)
            ? (SignatureAlgorithm.Sha256, sha256)
            : (SignatureAlgorithm.Sha1, headers[LabelboxHeaders.Signature]);
        return values is [{ } value] && WebhookSignature.TryParse(algorithm, value, out var signature) ? signature : null;
    }

    /// <summary>One value of 1-256 visible ASCII characters, or null.</summary>
    public static string? Name(StringValues values) =>
        values is [{ Length: > 0 and <= MaxNameLength } value] && !value.AsSpan().ContainsAnyExceptInRange('!', '~') ? value : null;

    /// <summary>The headers worth keeping with the entry. A signature is never among them.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Keep(IHeaderDictionary headers)
    {
        var kept = new List<KeyValuePair<string, string>>();
        foreach (var name in Kept)
        {
            if (headers[name] is [{ Length: > 0 and <= MaxKeptLength } value])
            {
                kept.Add(new(name, value));
            }
        }

        return kept;
    }
}
