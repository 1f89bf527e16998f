using System.Diagnostics;
using Microsoft.Extensions.Options;
using WebhookRelay.Labelbox;
using WebhookRelay.Ledger;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Receiving;

/// <summary>How long a sender waits for the relay at most with <see cref="Acknowledge.Relayed"/>, by the current settings.</summary>
internal delegate TimeSpan RelayDeadline();

/// <summary>Steps 1 and 2 of the pipeline: verifies a request and stores the delivery before answering.</summary>
internal sealed partial class WebhookEndpoint(
    WebhookSecrets secrets,
    SourceAllowList sources,
    RefusalResponse refusals,
    InFlightBytes inFlight,
    Unanswered unanswered,
    DeliveryLedger ledger,
    RelayMetrics metrics,
    IDeliveryObserver observer,
    TimeProvider time,
    IOptionsMonitor<ReceivingOptions> options,
    RelayDeadline relayDeadline,
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

        if (!sources.IsAllowed(context.Connection.RemoteIpAddress))
        {
            return refusals.Refuse(context, webhook, Refusal.Source);
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            return refusals.Refuse(context, webhook, Refusal.Method);
        }

        if (request.ContentLength > maxBytes)
        {
            return refusals.Refuse(context, webhook, Refusal.TooLarge);
        }

        if (!DeliveryHeaders.IsPlainJson(request))
        {
            return refusals.Refuse(context, webhook, Refusal.MediaType);
        }

        if (DeliveryHeaders.Signature(request.Headers) is not { } signature)
        {
            return refusals.RefuseUnsigned(context, webhook);
        }

        using var verifier = secrets.CreateVerifier(webhook, signature);
        using var reservation = inFlight.Begin(context.Connection.RemoteIpAddress);
        using var body = new RawBody(reservation, ledger.Payloads, verifier, time);
        try
        {
            if (await body.ReadAsync(request, maxBytes, inFlight) is { } refusal)
            {
                return refusals.Refuse(context, webhook, refusal);
            }
        }
        catch (LedgerUnavailableException)
        {
            return refusals.Refuse(context, webhook, Refusal.Ledger);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            if (e is not BadHttpRequestException)
            {
                // The connection is gone. Without this, Kestrel tries to continue reading and logs an error.
                context.Abort();
            }

            return refusals.Refuse(context, webhook, Refusal.BrokenOff, status: (e as BadHttpRequestException)?.StatusCode);
        }

        if (body.VerifySignature() is not { } mark)
        {
            observer.Refused(webhook);
            return refusals.RefuseSignature(context, webhook, body);
        }

        if (DeliveryHeaders.Identifier(request.Headers[LabelboxHeaders.Id]) is not { } id
            || DeliveryHeaders.Identifier(request.Headers[LabelboxHeaders.Event]) is not { } topic)
        {
            return refusals.Refuse(context, webhook, Refusal.Identity, body.Length);
        }

        try
        {
            var delivery = new VerifiedDelivery(
                id, topic, webhook, mark, DeliveryHeaders.Keep(request.Headers), await body.StoreAsync(), Activity.Current?.Id);
            var result = await AppendAsync(delivery);
            observer.Verified(delivery.Webhook, delivery.SecretMark);
            var answer = await AnswerAsync(result);
            metrics.Acknowledged(time.GetElapsedTime(started));
            return answer;
        }
        catch (LedgerUnavailableException e)
        {
            LogNotWritten(logger, id, e.Message);
            return refusals.Refuse(context, webhook, Refusal.Ledger, body.Length);
        }
    }

    private async Task<AppendResult> AppendAsync(VerifiedDelivery delivery)
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

    private async ValueTask<IResult> AnswerAsync(AppendResult result)
    {
        var id = result.Entry.Id;
        if (options.CurrentValue.Acknowledge is Acknowledge.Durable)
        {
            return Acknowledgement.Ok(id, result.Duplicate ? "duplicate" : "accepted");
        }

        try
        {
            // The relay continues even if this sender stops waiting; shutdown does not wait for the relay.
            var settled = await ledger.WhenSettledAsync(result.Entry.Sequence, CancellationToken.None)
                .WaitAsync(relayDeadline(), time, lifetime.ApplicationStopping);
            return settled.State switch
            {
                DeliveryState.Relayed => Acknowledgement.Ok(id, result.Duplicate ? "duplicate" : "relayed"),
                DeliveryState.Duplicate => Acknowledgement.Ok(id, "duplicate"),
                DeliveryState.Unrouted => Acknowledgement.Accepted(id, "unrouted"),
                DeliveryState.Quarantined => Acknowledgement.Accepted(id, "quarantined"),
                _ => throw new UnreachableException($"{settled.State} is not a settled state."),
            };
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return Acknowledgement.Accepted(id, "accepted");
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Delivery {DeliveryId} could not be stored and was answered 503: {Reason}")]
    private static partial void LogNotWritten(ILogger logger, string deliveryId, string reason);
}
