using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using WebhookRelay.SampleData.Entities;
using WebhookRelay.SampleData.Rows;

namespace WebhookRelay.LabelboxTwin.Deliveries;

/// <summary>Sends one delivery once, without a retry, and records the request and response.</summary>
internal sealed class DeliverySender(
    WebhookRegistry webhooks, SeedData seedData, Notifications notifications, Statistics statistics, TimeProvider time, IOptions<TwinOptions> options) : IDisposable
{
    private readonly TwinOptions _options = options.Value;

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = options.Value.DeliveryTimeout,
        // Labelbox is not known to send trace headers.
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
    });

    /// <returns>The outcome. Only shutdown cancels the call.</returns>
    public async Task<DeliveryOutcome> SendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        // Read now, so that a changed URL applies to waiting deliveries.
        var webhook = webhooks.Find(delivery.WebhookId)!;
        var body = SignedBody.Of(
            Document(delivery, webhook),
            delivery.Damage is Damage.WrongSignature ? "not " + webhook.Secret : webhook.Secret,
            _options.Signature256,
            half: delivery.Damage is Damage.TruncatedSigned);
        var started = time.GetTimestamp();
        var notification = new Notification(delivery, webhook, body, time.GetUtcNow());
        var outcome = DeliveryOutcome.Failed;
        try
        {
            using var request = Request(delivery, webhook, body);
            notification.RequestHeaders = Text(request.Headers, request.Content!.Headers);
            using var deadline = new CancellationTokenSource(_options.DeliveryTimeout, time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
            using var response = await _client.SendAsync(request, linked.Token);
            await notification.ReadAsync(response, _options.KeepBodyBytes, linked.Token);
            outcome = response.IsSuccessStatusCode ? DeliveryOutcome.Acknowledged : DeliveryOutcome.Refused;
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
        statistics.Ended(delivery, outcome);
        delivery.End(outcome);
        return outcome;
    }

    public void Dispose() => _client.Dispose();

    private Func<Utf8JsonWriter, IEnumerable<FlushPoint>> Document(Delivery delivery, Webhook webhook)
    {
        var workspaceEvent = delivery.Event;
        if (webhook.Version is WebhookVersion.V1)
        {
            return new V1Body(workspaceEvent, seedData.KeyOwner).Write;
        }

        var gone = workspaceEvent.Topic is Topics.LabelDeleted && _options.DeletedLabel is DeletedLabel.Present;
        var row = new RowBody(workspaceEvent.Row, gone ? workspaceEvent.Row.Labels.Add(workspaceEvent.Label!) : workspaceEvent.Row.Labels, _options.Details);
        return (webhook.Envelope ?? _options.Envelope) is { Length: > 0 } envelope ? json => Envelope.Write(json, envelope, EventOf(workspaceEvent), row) : row.Write;
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
        request.Headers.Add("X-Labelbox-Event", EventOf(delivery.Event));
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

    private string EventOf(WorkspaceEvent workspaceEvent) => workspaceEvent.Topic is Topics.WorkflowAction ? _options.WorkflowEvent : workspaceEvent.Topic;

    private static SortedDictionary<string, string> Text(params HttpHeaders[] headers) =>
        new(headers.SelectMany(some => some).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.Ordinal), StringComparer.Ordinal);
}
