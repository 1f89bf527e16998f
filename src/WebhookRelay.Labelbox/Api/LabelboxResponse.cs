using System.Globalization;
using System.Net;
using System.Text.Json;

namespace WebhookRelay.Labelbox.Api;

/// <summary>
/// Parses a response as Labelbox's own client does: below 500 it is JSON whatever the status; from 500 on it is a failure in
/// transit. A pure function.
/// </summary>
internal static class LabelboxResponse
{
    /// <summary>The text of a proxy in front of the API when the API closed the connection.</summary>
    private static ReadOnlySpan<byte> Reset => "upstream connect error or disconnect/reset before headers"u8;

    private const string RateLimit = "You have exceeded";

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <returns>The response's <c>data</c>, a JSON object.</returns>
    /// <exception cref="LabelboxApiException">The response contains an error, or no data.</exception>
    public static JsonElement Read(HttpStatusCode status, TimeSpan? retryAfter, ReadOnlySpan<byte> body, Redaction redaction)
    {
        var (fault, data) = Judge(status, retryAfter, body, redaction);
        if (fault is null)
        {
            return data;
        }

        fault.Status = status;
        fault.RetryAfter ??= retryAfter;
        throw fault;
    }

    private static (LabelboxApiException? Fault, JsonElement Data) Judge(
        HttpStatusCode status, TimeSpan? retryAfter, ReadOnlySpan<byte> body, Redaction redaction)
    {
        if (status >= HttpStatusCode.InternalServerError)
        {
            return (new LabelboxServerException(Plain(status), mayPass: true), default);
        }

        var answer = Parse(body);
        var message = answer?.Text("message");
        var error = answer is { } read ? LabelboxErrors.In(read, status, redaction) : null;
        if (status is HttpStatusCode.TooManyRequests || message?.StartsWith(RateLimit, StringComparison.Ordinal) is true)
        {
            return (new LabelboxRateLimitedException(Said(), retryAfter), default);
        }

        if (error is not null)
        {
            return (error, default);
        }

        if (status is not HttpStatusCode.OK || answer is null)
        {
            var isReset = answer is null && body.IndexOf(Reset) >= 0;
            return (LabelboxErrors.Of(status, Said()) ?? new LabelboxServerException(Said(), mayPass: isReset), default);
        }

        return answer.Value.Member("data") is { ValueKind: JsonValueKind.Object } data
            ? (null, data)
            : (new LabelboxServerException("Labelbox's API returned neither data nor an error."), default);

        string Said() => message is { Length: > 0 } ? redaction.Apply(message)
            : error?.Message ?? (answer is null ? $"{Plain(status)} The response is not JSON: check Labelbox:Endpoint." : Plain(status));
    }

    private static JsonElement? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            var answer = JsonElement.Parse(body.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body);
            return answer.ValueKind is JsonValueKind.Object ? answer : null;
        }
        catch (JsonException)
        {
            // Not kept as the inner exception: its path can quote the response.
            return null;
        }
    }

    private static string Plain(HttpStatusCode status) =>
        string.Create(CultureInfo.InvariantCulture, $"Labelbox's API returned HTTP status {(int)status}.");
}
