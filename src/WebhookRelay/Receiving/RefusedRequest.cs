using System.Net;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Receiving;

/// <summary>A refused request, without its body and its signature.</summary>
/// <param name="Reason">Why it was refused.</param>
/// <param name="Status">The status sent.</param>
/// <param name="Webhook">A configured webhook; empty for the path without a name and for unknown paths.</param>
/// <param name="From">The sender's address, as reported by trusted proxies.</param>
/// <param name="Signed">Whether it had a signature, valid or not: then it may be a real delivery.</param>
internal sealed record RefusedRequest(Refusal Reason, int Status, string Webhook, IPAddress? From, bool Signed)
{
    /// <summary>When it was refused.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary><c>X-Labelbox-Id</c>; null if it is missing or malformed.</summary>
    public string? Id { get; init; }

    /// <summary><c>X-Labelbox-Event</c>; null if it is missing or malformed.</summary>
    public string? Topic { get; init; }

    /// <summary>Bytes of the body: as read or, if it was not read to its end, as announced; null if unknown.</summary>
    public long? Size { get; init; }

    /// <summary>The likely cause; null if it is unknown or was not searched for.</summary>
    public string? Hint { get; init; }

    /// <param name="reason">Why it was refused.</param>
    /// <param name="status">The status sent.</param>
    /// <param name="webhook">A configured webhook; empty for the path without a name and for unknown paths.</param>
    /// <param name="context">The request.</param>
    public static RefusedRequest Of(Refusal reason, int status, string webhook, HttpContext context)
    {
        var headers = context.Request.Headers;
        return new RefusedRequest(reason, status, webhook, context.Connection.RemoteIpAddress, SignatureHints.IsSigned(headers))
        {
            Id = DeliveryHeaders.Identifier(headers[LabelboxHeaders.Id]),
            Topic = DeliveryHeaders.Identifier(headers[LabelboxHeaders.Event]),
            Size = context.Request.ContentLength,
        };
    }
}
