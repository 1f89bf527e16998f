using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Cli.Listening;

/// <summary>Creates the request for an event. Each attempt needs a new one.</summary>
internal interface IForwardFormat
{
    /// <exception cref="CommandException">The relay cannot provide the payload that the event refers to.</exception>
    Task<HttpRequestMessage> RequestAsync(Uri target, string text, JsonElement published, CancellationToken cancellationToken);
}

/// <summary>The CloudEvent in structured mode, with the published bytes.</summary>
internal sealed class CloudEventFormat : IForwardFormat
{
    private static readonly MediaTypeHeaderValue Type = new("application/cloudevents+json", "utf-8");

    public Task<HttpRequestMessage> RequestAsync(Uri target, string text, JsonElement published, CancellationToken cancellationToken) =>
        Task.FromResult(new HttpRequestMessage(HttpMethod.Post, target) { Content = new StringContent(text, Encoding.UTF8, Type) });
}

/// <summary>The event's data alone, in the form of a Labelbox delivery: with its id, its topic and a signature.</summary>
internal sealed class PayloadFormat(AdminClient admin, byte[] secret) : IForwardFormat
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

        // A payload that is too large for an event is fetched by its digest.
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"payloads/{published.TextOf("datasha256")}", UriKind.Relative));
        using var response = await admin.OpenAsync(request, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }
}
