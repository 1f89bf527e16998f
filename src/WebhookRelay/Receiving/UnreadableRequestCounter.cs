using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace WebhookRelay.Receiving;

/// <summary>
/// Counts requests that Kestrel refuses before the relay's code runs. Such a request may be a signed delivery that a proxy
/// damaged.
/// </summary>
internal sealed class UnreadableRequestCounter(DiagnosticListener listener, RefusalLog refusals) : IHostedService, IObserver<KeyValuePair<string, object?>>
{
    private const string BadRequest = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    private IDisposable? _subscription;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = listener.Subscribe(this, static name => name is BadRequest);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        return Task.CompletedTask;
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        // After the response has started, it is only the unread rest of a body.
        if (value is { Key: BadRequest, Value: IFeatureCollection request }
            && Ports.Of(request) is Port.Public
            && request.Get<IHttpResponseFeature>() is not { HasStarted: true }
            && request.Get<IBadRequestExceptionFeature>()?.Error is BadHttpRequestException { StatusCode: var status })
        {
            var reason = status switch
            {
                StatusCodes.Status414UriTooLong or StatusCodes.Status431RequestHeaderFieldsTooLarge => Refusal.HeadTooLarge,
                StatusCodes.Status408RequestTimeout => Refusal.BrokenOff,
                _ => Refusal.Malformed,
            };
            refusals.Refused(new RefusedRequest(
                reason, status, string.Empty, request.Get<IHttpConnectionFeature>()?.RemoteIpAddress, SignatureHints.IsSigned(request.Get<IHttpRequestFeature>()?.Headers)));
        }
    }

    public void OnError(Exception error)
    {
        // The event source has ended.
    }

    public void OnCompleted()
    {
        // As above.
    }
}
