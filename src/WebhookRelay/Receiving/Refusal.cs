using System.Diagnostics;

namespace WebhookRelay.Receiving;

/// <summary>Why a request was not accepted: the metric's tag. The sender is told the status only.</summary>
internal enum Refusal
{
    /// <summary>The sender's address is none of <c>Receiving:AllowFrom</c>.</summary>
    Source,

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

    /// <summary>The sender broke off, or was too slow.</summary>
    BrokenOff,

    /// <summary>Too many bytes in flight.</summary>
    Busy,

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
            Refusal.Method => StatusCodes.Status405MethodNotAllowed,
            Refusal.TooLarge => StatusCodes.Status413PayloadTooLarge,
            Refusal.MediaType => StatusCodes.Status415UnsupportedMediaType,
            Refusal.Unsigned or Refusal.Signature => StatusCodes.Status401Unauthorized,
            Refusal.Flood => StatusCodes.Status429TooManyRequests,
            Refusal.Identity or Refusal.BrokenOff => StatusCodes.Status400BadRequest,
            Refusal.Busy or Refusal.Ledger => StatusCodes.Status503ServiceUnavailable,
            _ => throw new UnreachableException($"{refusal} has no status."),
        };

        public string Tag() => refusal switch
        {
            Refusal.Source => "source",
            Refusal.Method => "method",
            Refusal.TooLarge => "too-large",
            Refusal.MediaType => "media-type",
            Refusal.Unsigned => "unsigned",
            Refusal.Signature => "signature",
            Refusal.Flood => "flood",
            Refusal.Identity => "identity",
            Refusal.BrokenOff => "broken-off",
            Refusal.Busy => "busy",
            Refusal.Ledger => "ledger",
            _ => throw new UnreachableException($"{refusal} has no tag."),
        };
    }
}
