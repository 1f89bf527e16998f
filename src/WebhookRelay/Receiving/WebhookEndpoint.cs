using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using WebhookRelay.Labelbox;
using WebhookRelay.Ledger;
using WebhookRelay.Publishing;
using WebhookRelay.Subscriptions;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Receiving;

/// <summary>Steps 1 and 2 of the line: a request becomes a verified delivery, and is on disk before it is answered.</summary>
internal sealed partial class WebhookEndpoint(
    WebhookSecrets secrets,
    SourceGate sources,
    RefusalLimit limit,
    RefusalLog refusals,
    InFlightBytes inFlight,
    Unanswered unanswered,
    Ledger.Ledger ledger,
    RelayMetrics metrics,
    Sightings sightings,
    TimeProvider time,
    IOptionsMonitor<ReceivingOptions> options,
    IOptionsMonitor<PublishingOptions> publishing,
    IHostApplicationLifetime lifetime,
    ILogger<WebhookEndpoint> logger)
{
    public async Task<IResult> ReceiveAsync(HttpContext context, string? webhook)
    {
        webhook ??= string.Empty;
        var started = time.GetTimestamp();
        var request = context.Request;
        var maxBytes = options.CurrentValue.MaxBodyBytes;
        Tracing.LinkToCaller(request.Headers);

        if (!sources.LetsIn(context.Connection.RemoteIpAddress))
        {
            return Refuse(context, webhook, Refusal.Source);
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            return Refuse(context, webhook, Refusal.Method);
        }

        if (request.ContentLength > maxBytes)
        {
            return Refuse(context, webhook, Refusal.TooLarge);
        }

        if (!DeliveryHeaders.IsPlainJson(request))
        {
            return Refuse(context, webhook, Refusal.MediaType);
        }

        if (DeliveryHeaders.Signature(request.Headers) is not { } signature)
        {
            return RefuseUnsigned(context, webhook, Refusal.Unsigned);
        }

        using var check = secrets.CheckOf(webhook, signature);
        using var share = inFlight.Begin(context.Connection.RemoteIpAddress);
        using var body = new RawBody(share, ledger.Payloads, check, time);
        try
        {
            if (await body.ReadAsync(request, maxBytes, inFlight) is { } refusal)
            {
                return Refuse(context, webhook, refusal);
            }
        }
        catch (LedgerUnavailableException)
        {
            return Refuse(context, webhook, Refusal.Ledger);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            if (e is not BadHttpRequestException)
            {
                // The connection is gone, and the answer reaches nobody. Without this Kestrel tries to read on, and logs that it cannot.
                context.Abort();
            }

            return Refuse(context, webhook, Refusal.BrokenOff, (e as BadHttpRequestException)?.StatusCode);
        }

        if (body.SignedBy() is not { } mark)
        {
            sightings.Refused(webhook);
            return RefuseUnsigned(context, webhook, Refusal.Signature);
        }

        if (DeliveryHeaders.Name(request.Headers[LabelboxHeaders.Id]) is not { } id
            || DeliveryHeaders.Name(request.Headers[LabelboxHeaders.Event]) is not { } topic)
        {
            return Refuse(context, webhook, Refusal.Identity);
        }

        try
        {
            var delivery = new VerifiedDelivery(
                id, topic, webhook, mark, DeliveryHeaders.Keep(request.Headers), await body.KeepAsync(), Activity.Current?.Id);
            var appended = await AppendAsync(delivery);
            sightings.Verified(delivery.Webhook, delivery.SecretMark);
            var answer = await AnswerAsync(appended);
            metrics.Acknowledged(time.GetElapsedTime(started));
            return answer;
        }
        catch (LedgerUnavailableException e)
        {
            LogNotWritten(logger, e.Message);
            return Refuse(context, webhook, Refusal.Ledger);
        }
    }

    private async Task<Appended> AppendAsync(VerifiedDelivery delivery)
    {
        unanswered.Enter();
        try
        {
            return await ledger.AppendAsync(delivery);
        }
        finally
        {
            unanswered.Leave();
        }
    }

    private async ValueTask<IResult> AnswerAsync(Appended appended)
    {
        var id = appended.Entry.Id;
        if (options.CurrentValue.Acknowledge is Acknowledge.Durable)
        {
            return Acknowledgement.Ok(id, appended.Duplicate ? "duplicate" : "accepted");
        }

        try
        {
            // The relay goes on whether or not this sender still waits; a stop does not wait for the relay.
            var settled = await ledger.WhenSettledAsync(appended.Entry.Sequence, CancellationToken.None)
                .WaitAsync(publishing.CurrentValue.Deadline, time, lifetime.ApplicationStopping);
            return settled.State switch
            {
                DeliveryState.Relayed => Acknowledgement.Ok(id, appended.Duplicate ? "duplicate" : "relayed"),
                DeliveryState.Duplicate => Acknowledgement.Ok(id, "duplicate"),
                DeliveryState.Unrouted => Acknowledgement.Accepted(id, "unrouted"),
                DeliveryState.Quarantined => Acknowledgement.Accepted(id, "quarantined"),
                _ => throw new UnreachableException($"{settled.State} is not an ending."),
            };
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return Acknowledgement.Accepted(id, "accepted");
        }
    }

    /// <summary>Answers 404 to a webhook that is not configured.</summary>
    public ProblemHttpResult RefusePath(HttpContext context) => Refuse(context, string.Empty, Refusal.Path);

    private ProblemHttpResult RefuseUnsigned(HttpContext context, string webhook, Refusal refusal) =>
        Refuse(context, webhook, limit.IsSpent(context.Connection.RemoteIpAddress) ? Refusal.Flood : refusal);

    private ProblemHttpResult Refuse(HttpContext context, string webhook, Refusal refusal, int? status = null)
    {
        var answered = status ?? refusal.Status();
        refusals.Refused(refusal, answered, webhook, context.Connection.RemoteIpAddress);
        if (refusal is Refusal.BrokenOff or Refusal.CutOff)
        {
            // What may still come of its body is not waited for. Its sender has used up one of its refusals.
            limit.IsSpent(context.Connection.RemoteIpAddress);
            context.Response.Headers.Connection = "close";
        }

        if (answered is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests)
        {
            context.Response.Headers.RetryAfter = "5";
        }

        return TypedResults.Problem(statusCode: answered);
    }

    [LoggerMessage(1, LogLevel.Error, "A verified delivery was answered 503: {Reason}")]
    private static partial void LogNotWritten(ILogger logger, string reason);
}
