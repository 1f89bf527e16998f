using Microsoft.AspNetCore.Http.HttpResults;

namespace WebhookRelay.Receiving;

/// <summary>Answers a refused request and counts it. The sender only receives the status.</summary>
internal sealed class RefusalResponse(RefusalLimit limit, RefusalLog refusals, SignatureHints hints)
{
    /// <summary>Answers 404 to a path that serves no webhook.</summary>
    public ProblemHttpResult RefusePath(HttpContext context) =>
        Refuse(context, string.Empty, Refusal.Path, hint: () => RequestPath.Hint(context.Request.Path));

    public ProblemHttpResult RefuseUnsigned(HttpContext context, string webhook) =>
        Refuse(context, webhook, OrFlood(context, Refusal.Unsigned), hint: () => SignatureHints.ForMalformed(context.Request.Headers));

    public ProblemHttpResult RefuseSignature(HttpContext context, string webhook, RawBody body) =>
        Refuse(context, webhook, OrFlood(context, Refusal.Signature), body.Length, hint: () => body.InMemory is { } held ? hints.ForMismatch(webhook, context.Request.Headers, held) : null);

    /// <param name="context">The request.</param>
    /// <param name="webhook">A configured webhook; empty for the path without a name and for unknown paths.</param>
    /// <param name="refusal">Why it is refused.</param>
    /// <param name="size">The bytes of the body, if it was read to its end.</param>
    /// <param name="status">The status, if it differs from the refusal's.</param>
    /// <param name="hint">A hint at the cause.</param>
    public ProblemHttpResult Refuse(HttpContext context, string webhook, Refusal refusal, long? size = null, int? status = null, Func<string?>? hint = null)
    {
        var answered = status ?? refusal.Status();
        var request = RefusedRequest.Of(refusal, answered, webhook, context);
        refusals.Refused(request with { Size = size ?? request.Size }, hint);
        if (refusal is Refusal.BrokenOff or Refusal.CutOff)
        {
            // The rest of the body is not read. It counts against the sender's refusal limit.
            limit.IsExceeded(context.Connection.RemoteIpAddress);
            context.Response.Headers.Connection = "close";
        }

        if (answered is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests)
        {
            context.Response.Headers.RetryAfter = "5";
        }

        return TypedResults.Problem(statusCode: answered);
    }

    private Refusal OrFlood(HttpContext context, Refusal refusal) => limit.IsExceeded(context.Connection.RemoteIpAddress) ? Refusal.Flood : refusal;
}
