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
    RefusalLimit refusals,
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
        var started = time.GetTimestamp();
        var request = context.Request;
        var limit = options.CurrentValue.MaxBodyBytes;
        Tracing.LinkToCaller(request.Headers);

        if (!sources.LetsIn(context.Connection.RemoteIpAddress))
        {
            return Refuse(context, Refusal.Source);
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            return Refuse(context, Refusal.Method);
        }

        if (request.ContentLength > limit)
        {
            return Refuse(context, Refusal.TooLarge);
        }

        if (!DeliveryHeaders.IsPlainJson(request))
        {
            return Refuse(context, Refusal.MediaType);
        }

        if (DeliveryHeaders.Signature(request.Headers) is not { } signature)
        {
            return RefuseUnsigned(context, Refusal.Unsigned);
        }

        using var check = secrets.CheckOf(webhook ?? string.Empty, signature);
        using var body = new RawBody(inFlight, ledger.Payloads, check, time);
        try
        {
            switch (await body.ReadAsync(request, limit))
            {
                case BodyReading.TooLarge:
                    return Refuse(context, Refusal.TooLarge);
                case BodyReading.Busy:
                    return Refuse(context, Refusal.Busy);
                case BodyReading.Whole:
                    break;
            }
        }
        catch (LedgerUnavailableException e)
        {
            LogNotStored(logger, e.Message);
            return Refuse(context, Refusal.Ledger);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Not only a bad request: the connection may be gone, and the answer then reaches nobody.
            return Refuse(context, Refusal.BrokenOff, (e as BadHttpRequestException)?.StatusCode);
        }

        if (body.SignedBy() is not { } mark)
        {
            sightings.Refused(webhook ?? string.Empty);
            return RefuseUnsigned(context, Refusal.Signature);
        }

        if (DeliveryHeaders.Name(request.Headers[LabelboxHeaders.Id]) is not { } id
            || DeliveryHeaders.Name(request.Headers[LabelboxHeaders.Event]) is not { } topic)
        {
            return Refuse(context, Refusal.Identity);
        }

        try
        {
            var delivery = new VerifiedDelivery(
                id, topic, webhook ?? string.Empty, mark, DeliveryHeaders.Keep(request.Headers), await body.KeepAsync(), Activity.Current?.Id);
            var appended = await AppendAsync(delivery);
            sightings.Verified(delivery.Webhook, delivery.SecretMark);
            var answer = await AnswerAsync(appended);
            metrics.Acknowledged(time.GetElapsedTime(started));
            return answer;
        }
        catch (LedgerUnavailableException e)
        {
            LogNotWritten(logger, e.Message);
            return Refuse(context, Refusal.Ledger);
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

    private ProblemHttpResult RefuseUnsigned(HttpContext context, Refusal refusal) =>
        Refuse(context, refusals.IsSpent(context.Connection.RemoteIpAddress) ? Refusal.Flood : refusal);

    private ProblemHttpResult Refuse(HttpContext context, Refusal refusal, int? status = null)
    {
        metrics.Refused(refusal);
        if (refusal is Refusal.BrokenOff)
        {
            // What may still come of its body is not waited for.
            context.Response.Headers.Connection = "close";
        }

        if (refusal is Refusal.Busy or Refusal.Ledger or Refusal.Flood)
        {
            context.Response.Headers.RetryAfter = "5";
        }

        return TypedResults.Problem(statusCode: status ?? refusal.Status());
    }

    [LoggerMessage(1, LogLevel.Error, "A verified delivery was answered 503: {Reason}")]
    private static partial void LogNotWritten(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Error, "A large body was answered 503 before its signature could be checked: {Reason}")]
    private static partial void LogNotStored(ILogger logger, string reason);
}
