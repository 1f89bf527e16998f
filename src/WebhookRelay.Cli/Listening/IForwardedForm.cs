using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Cli.Listening;

/// <summary>Makes the request that carries an event. Each attempt needs a new one.</summary>
internal interface IForwardedForm
{
    /// <exception cref="CommandFault">The relay cannot hand out what the event refers to.</exception>
    Task<HttpRequestMessage> RequestAsync(Uri target, string text, JsonElement published, CancellationToken cancellationToken);
}

/// <summary>The CloudEvent in structured mode, byte for byte as it is published.</summary>
internal sealed class CloudEventForm : IForwardedForm
{
    private static readonly MediaTypeHeaderValue Type = new("application/cloudevents+json", "utf-8");

    public Task<HttpRequestMessage> RequestAsync(Uri target, string text, JsonElement published, CancellationToken cancellationToken) =>
        Task.FromResult(new HttpRequestMessage(HttpMethod.Post, target) { Content = new StringContent(text, Encoding.UTF8, Type) });
}

/// <summary>The event's data alone, as a delivery of Labelbox: with its id, its topic and a signature over the bytes that are sent.</summary>
internal sealed class PayloadForm(AdminClient admin, byte[] secret) : IForwardedForm
{
    public async Task<HttpRequestMessage> RequestAsync(Uri target, string text, JsonElement published, CancellationToken cancellationToken)
    {
        var payload = await PayloadAsync(published, cancellationToken);
        var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(payload) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation(LabelboxHeaders.Id, published.TextOf("id"));
        request.Headers.TryAddWithoutValidation(LabelboxHeaders.Event, published.TextOf("labelboxevent"));
        request.Headers.TryAddWithoutValidation(LabelboxHeaders.Signature, WebhookSignature.Compute(SignatureAlgorithm.Sha1, secret, [payload]));
        return request;
    }

    private async Task<byte[]> PayloadAsync(JsonElement published, CancellationToken cancellationToken)
    {
        if (published.TryGetProperty("data", out var data))
        {
            return Encoding.UTF8.GetBytes(data.GetRawText());
        }

        // What is too large for an event is named by its digest, and fetched.
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"payloads/{published.TextOf("datasha256")}", UriKind.Relative));
        using var response = await admin.OpenAsync(request, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }
}
