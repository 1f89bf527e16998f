using System.Diagnostics;

namespace WebhookRelay.Receiving;

/// <summary>Why a request was not accepted: the metric's tag. The sender is told the status only.</summary>
internal enum Refusal
{
    /// <summary>The sender's address is none of <c>Receiving:AllowFrom</c>.</summary>
    Source,

    /// <summary>No webhook is served at this path.</summary>
    Path,

    /// <summary>Not HTTP/1.1 as RFC 9112 defines it.</summary>
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

    /// <summary>A wrong or missing signature, from an address that has had many refused.</summary>
    Flood,

    /// <summary>The delivery's id or event is missing or malformed.</summary>
    Identity,

    /// <summary>A connection was closed before any answer: its port, or its address, had as many as it may have.</summary>
    Connections,

    /// <summary>The sender broke off, or was too slow.</summary>
    BrokenOff,

    /// <summary>The body came so slowly that it was cut off to make room for others.</summary>
    CutOff,

    /// <summary>Too many bytes in flight.</summary>
    Busy,

    /// <summary>One address has its share of what unverified bodies may hold.</summary>
    Share,

    /// <summary>Unverified bodies have their share of the ledger's disk.</summary>
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

        /// <summary>What it means to an operator, in a sentence or two.</summary>
        public string Meaning() => refusal switch
        {
            Refusal.Source => "The address is none of Receiving:AllowFrom.",
            Refusal.Path => $"No webhook is served at that path: the address at Labelbox ends in {Ports.WebhookPath}, or in {Ports.WebhookPath}/<name> with a name of Receiving:Webhooks.",
            Refusal.Malformed => "It is not HTTP/1.1 as RFC 9112 defines it: look at what the proxy or tunnel in front sends.",
            Refusal.HeadTooLarge => "The request line is above 8 KiB, or the headers are above 32 KiB or 100: look at what the proxy or tunnel in front adds.",
            Refusal.Method => "It is no POST.",
            Refusal.TooLarge => "The body is larger than Receiving:MaxBodyBytes.",
            Refusal.MediaType => "The Content-Type is not application/json, or the body is encoded.",
            Refusal.Unsigned => "The signature header is missing, repeated or malformed: set a secret for the webhook at Labelbox.",
            Refusal.Signature => "No secret of the webhook made the signature: compare the secret at Labelbox with Receiving:Secrets, and look whether a proxy changes bodies.",
            Refusal.Flood => "The address has had more wrong or missing signatures than Receiving:RefusalsPerMinute.",
            Refusal.Identity => "X-Labelbox-Id or X-Labelbox-Event is missing or malformed: look at what the proxy or tunnel in front removes.",
            Refusal.Connections => "All connections are taken (Receiving:MaxConnections), so idle ones are closed for new ones. Limit the senders (Receiving:AllowFrom), or name your proxy in Receiving:TrustedProxies.",
            Refusal.BrokenOff => "The sender broke off, or was too slow.",
            Refusal.CutOff => "A slow body was cut off, since others need the room: see who holds it, and limit the senders (Receiving:AllowFrom).",
            Refusal.Busy => "Receiving:InFlightBytes are in flight.",
            Refusal.Share => "One address holds its share of what unverified bodies may take. Where it is a proxy, name it in Receiving:TrustedProxies.",
            Refusal.Disk => "Bodies whose signature is not verified yet hold their share of the ledger's disk: make room there, or limit the senders (Receiving:AllowFrom).",
            Refusal.Ledger => "The ledger cannot write.",
            _ => throw new UnreachableException($"{refusal} has no meaning."),
        };
    }
}
