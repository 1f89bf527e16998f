using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using WebhookRelay.MadeUp.Rows;
using WebhookRelay.MadeUp.World;

namespace WebhookRelay.LabelboxTwin.Deliveries;

/// <summary>Sends one delivery: one try, no retry, and a note of what went out and what came back.</summary>
internal sealed class Postman(
    WebhookRegistry webhooks, Founding founding, Notifications notifications, Statistics statistics, TimeProvider time, IOptions<TwinOptions> options) : IDisposable
{
    private readonly TwinOptions _options = options.Value;

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = options.Value.DeliveryTimeout,
        // Labelbox is not known to send any header but its own.
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
    });

    /// <returns>How it ended. Only a shutdown cancels.</returns>
    public async Task<DeliveryEnding> SendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        // Where the webhook points at the time of sending.
        var webhook = webhooks.Find(delivery.WebhookId)!;
        var body = SignedBody.Of(
            Document(delivery, webhook),
            delivery.Damage is Damage.WrongSignature ? "not " + webhook.Secret : webhook.Secret,
            _options.Signature256,
            half: delivery.Damage is Damage.TruncatedSigned);
        var started = time.GetTimestamp();
        var notification = new Notification(delivery, webhook, body, time.GetUtcNow());
        var ending = DeliveryEnding.Failed;
        try
        {
            using var request = Request(delivery, webhook, body);
            notification.RequestHeaders = Text(request.Headers, request.Content!.Headers);
            using var deadline = new CancellationTokenSource(_options.DeliveryTimeout, time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
            using var response = await _client.SendAsync(request, linked.Token);
            await notification.ReadAsync(response, _options.KeepBodyBytes, linked.Token);
            ending = response.IsSuccessStatusCode ? DeliveryEnding.Acknowledged : DeliveryEnding.Refused;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UriFormatException or NotSupportedException or InvalidOperationException)
        {
            notification.Error = e.InnerException is null ? e.Message : $"{e.Message} {e.InnerException.Message}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            notification.Error = $"No answer within {_options.DeliveryTimeout}.";
        }

        notification.Took = time.GetElapsedTime(started);
        notifications.Keep(notification, body, _options.KeepBodyBytes);
        statistics.Ended(delivery, ending);
        delivery.End(ending);
        return ending;
    }

    public void Dispose() => _client.Dispose();

    private Func<Utf8JsonWriter, IEnumerable<Pause>> Document(Delivery delivery, Webhook webhook)
    {
        var happening = delivery.Happening;
        if (webhook.Version is WebhookVersion.V1)
        {
            return new V1Body(happening, founding.KeyOwner).Write;
        }

        var gone = happening.Topic is Topics.LabelDeleted && _options.DeletedLabel is DeletedLabel.Present;
        var row = new RowBody(happening.Row, gone ? happening.Row.Labels.Add(happening.Label!) : happening.Row.Labels, _options.Details);
        return (webhook.Envelope ?? _options.Envelope) is { Length: > 0 } envelope ? json => Envelope.Write(json, envelope, EventOf(happening), row) : row.Write;
    }

    private HttpRequestMessage Request(Delivery delivery, Webhook webhook, SignedBody body)
    {
        var cut = delivery.Damage is Damage.Truncated or Damage.Broken;
        var length = cut ? body.Length / 2 : body.Length;
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url)
        {
            Content = new BodyContent(body, length, announced: delivery.Damage is Damage.Truncated ? length : body.Length),
        };
        request.Headers.Add("X-Labelbox-Id", delivery.Id);
        request.Headers.Add("X-Labelbox-Event", EventOf(delivery.Happening));
        if (delivery.Damage is not Damage.NoSignature)
        {
            request.Headers.Add("X-Hub-Signature", body.Sha1);
            if (body.Sha256 is { } sha256)
            {
                request.Headers.Add("X-Hub-Signature-256", sha256);
            }
        }

        return request;
    }

    private string EventOf(Happening happening) => happening.Topic is Topics.WorkflowAction ? _options.WorkflowEvent : happening.Topic;

    private static SortedDictionary<string, string> Text(params HttpHeaders[] headers) =>
        new(headers.SelectMany(some => some).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.Ordinal), StringComparer.Ordinal);
}
