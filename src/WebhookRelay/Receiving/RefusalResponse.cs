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
        Refuse(context, webhook, OrFlood(context, Refusal.Signature), hint: () => body.InMemory is { } held ? hints.ForMismatch(webhook, context.Request.Headers, held) : null);

    public ProblemHttpResult Refuse(HttpContext context, string webhook, Refusal refusal, int? status = null, Func<string?>? hint = null)
    {
        var answered = status ?? refusal.Status();
        refusals.Refused(refusal, answered, webhook, context.Connection.RemoteIpAddress, SignatureHints.IsSigned(context.Request.Headers), hint);
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
