using System.Diagnostics;

namespace WebhookRelay.Receiving;

/// <summary>Why a request was refused; also the metric's tag. The sender only receives the status.</summary>
internal enum Refusal
{
    /// <summary>The sender's address is not in <c>Receiving:AllowFrom</c>.</summary>
    Source,

    /// <summary>No webhook is served at this path.</summary>
    Path,

    /// <summary>Not valid HTTP/1.1 (RFC 9112).</summary>
    Malformed,

    /// <summary>A request line above 8 KiB, or headers above 32 KiB or 100.</summary>
    HeadTooLarge,

    /// <summary>Not a <c>POST</c>.</summary>
    Method,

    /// <summary>More bytes, declared or counted, than <c>Receiving:MaxBodyBytes</c>.</summary>
    TooLarge,

    /// <summary>Not <c>application/json</c>, or encoded.</summary>
    MediaType,

    /// <summary>The signature header is missing, repeated or malformed.</summary>
    Unsigned,

    /// <summary>No secret of the webhook made this signature over this body.</summary>
    Signature,

    /// <summary>A wrong or missing signature from an address with many refusals.</summary>
    Flood,

    /// <summary>The delivery's id or event is missing or malformed.</summary>
    Identity,

    /// <summary>A connection was closed without an answer: its port or address had reached the limit.</summary>
    Connections,

    /// <summary>The sender closed the connection early, or was too slow.</summary>
    BrokenOff,

    /// <summary>The body was so slow that it was aborted to make room for others.</summary>
    CutOff,

    /// <summary>Too many bytes in flight.</summary>
    Busy,

    /// <summary>One address has used its share for unverified bodies.</summary>
    Share,

    /// <summary>Unverified bodies have used their share of the ledger's disk.</summary>
    Disk,

    /// <summary>The ledger cannot write.</summary>
    Ledger,
}

internal static class Refusals
{
    extension(Refusal refusal)
    {
        public int Status() => refusal switch
        {
            Refusal.Source => StatusCodes.Status403Forbidden,
            Refusal.Path => StatusCodes.Status404NotFound,
            Refusal.HeadTooLarge => StatusCodes.Status431RequestHeaderFieldsTooLarge,
            Refusal.Method => StatusCodes.Status405MethodNotAllowed,
            Refusal.TooLarge => StatusCodes.Status413PayloadTooLarge,
            Refusal.MediaType => StatusCodes.Status415UnsupportedMediaType,
            Refusal.Unsigned or Refusal.Signature => StatusCodes.Status401Unauthorized,
            Refusal.Flood => StatusCodes.Status429TooManyRequests,
            Refusal.Malformed or Refusal.Identity or Refusal.BrokenOff => StatusCodes.Status400BadRequest,
            Refusal.Connections or Refusal.CutOff or Refusal.Busy or Refusal.Share or Refusal.Disk or Refusal.Ledger => StatusCodes.Status503ServiceUnavailable,
            _ => throw new UnreachableException($"{refusal} has no status."),
        };

        public string Tag() => refusal switch
        {
            Refusal.Source => "source",
            Refusal.Path => "path",
            Refusal.Malformed => "malformed",
            Refusal.HeadTooLarge => "head-too-large",
            Refusal.Method => "method",
            Refusal.TooLarge => "too-large",
            Refusal.MediaType => "media-type",
            Refusal.Unsigned => "unsigned",
            Refusal.Signature => "signature",
            Refusal.Flood => "flood",
            Refusal.Identity => "identity",
            Refusal.Connections => "connections",
            Refusal.BrokenOff => "broken-off",
            Refusal.CutOff => "cut-off",
            Refusal.Busy => "busy",
            Refusal.Share => "share",
            Refusal.Disk => "disk",
            Refusal.Ledger => "ledger",
            _ => throw new UnreachableException($"{refusal} has no tag."),
        };

        /// <summary>What the refusal means for an operator, in one or two sentences.</summary>
        public string Meaning() => refusal switch
        {
            Refusal.Source => "The address is not in Receiving:AllowFrom.",
            Refusal.Path => $"No webhook is served at that path: the address at Labelbox ends in {Ports.WebhookPath}, or in {Ports.WebhookPath}/<name> with a name of Receiving:Webhooks.",
            Refusal.Malformed => "It is not valid HTTP/1.1 (RFC 9112): check what the proxy or tunnel in front sends.",
            Refusal.HeadTooLarge => "The request line is above 8 KiB, or the headers are above 32 KiB or 100: check what the proxy or tunnel in front adds.",
            Refusal.Method => "It is not a POST.",
            Refusal.TooLarge => "The body is larger than Receiving:MaxBodyBytes.",
            Refusal.MediaType => "The Content-Type is not application/json, or the body is encoded.",
            Refusal.Unsigned => "The signature header is missing, repeated or malformed: set a secret for the webhook at Labelbox.",
            Refusal.Signature => "No secret of the webhook made the signature: compare the secret at Labelbox with Receiving:Secrets, and check whether a proxy changes bodies.",
            Refusal.Flood => "The address has had more wrong or missing signatures than Receiving:RefusalsPerMinute.",
            Refusal.Identity => "X-Labelbox-Id or X-Labelbox-Event is missing or malformed: check what the proxy or tunnel in front removes.",
            Refusal.Connections => "All connections are taken (Receiving:MaxConnections), so idle ones are closed for new ones. Limit the senders (Receiving:AllowFrom), or name your proxy in Receiving:TrustedProxies.",
            Refusal.BrokenOff => "The sender closed the connection early, or was too slow.",
            Refusal.CutOff => "A slow body was aborted to make room for others: check which senders are slow, and limit the senders (Receiving:AllowFrom).",
            Refusal.Busy => "Receiving:InFlightBytes are in flight.",
            Refusal.Share => "One address has used its share for unverified bodies. If it is a proxy, add it to Receiving:TrustedProxies.",
            Refusal.Disk => "Unverified bodies have used their share of the ledger's disk: free space there, or limit the senders (Receiving:AllowFrom).",
            Refusal.Ledger => "The ledger cannot write.",
            _ => throw new UnreachableException($"{refusal} has no meaning."),
        };
    }
}
