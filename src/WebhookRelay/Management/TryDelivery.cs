using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using WebhookRelay.Labelbox;
using WebhookRelay.Ledger;
using WebhookRelay.Receiving;

namespace WebhookRelay.Management;

/// <summary>What to send.</summary>
/// <param name="Id">The delivery's id.</param>
/// <param name="Topic">The event header.</param>
/// <param name="Webhook">A configured webhook; empty for the path without a name.</param>
/// <param name="Body">The body, before any fault.</param>
/// <param name="Fault">A fault to send it with.</param>
internal sealed record TrialDelivery(string Id, string Topic, string Webhook, ReadOnlyMemory<byte> Body, TrialFault Fault);

/// <summary>A fault that a delivery is sent with, to see what the relay does.</summary>
internal enum TrialFault
{
    /// <summary>It is sent as Labelbox sends it.</summary>
    None,

    /// <summary>It is signed with a secret that the webhook does not have.</summary>
    WrongSecret,

    /// <summary>The second half of the body is missing, after it was signed.</summary>
    HalfBody,
}

/// <param name="Bytes">The bytes of the body as sent.</param>
/// <param name="Status">The status of the answer; null if there was none.</param>
/// <param name="Answer">accepted, duplicate, or the other states of <c>Receiving:Acknowledge=Relayed</c>; null if it was refused.</param>
/// <param name="Error">Why there was no answer.</param>
/// <param name="Took">The time until the answer.</param>
/// <param name="Entry">The delivery's entry; null if it was refused.</param>
internal sealed record TrialResult(int Bytes, int? Status, string? Answer, string? Error, TimeSpan Took, LedgerEntry? Entry);

/// <summary>Sends a delivery through the relay's own public port, as Labelbox would. For Development.</summary>
internal sealed class TryDelivery(WebhookSecrets secrets, DeliveryLedger ledger, IOptionsMonitor<ReceivingOptions> options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        // Labelbox is not known to send trace headers.
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
    });

    /// <summary>The address of a webhook on this machine.</summary>
    public Uri AddressOf(string webhook) =>
        new(new Uri(Ports.LocalUrl(options.CurrentValue.Url)!), webhook.Length is 0 ? Ports.WebhookPath : $"{Ports.WebhookPath}/{webhook}");

    public async Task<TrialResult> SendAsync(TrialDelivery delivery, CancellationToken cancellationToken)
    {
        var body = delivery.Fault is TrialFault.HalfBody ? delivery.Body[..(delivery.Body.Length / 2)] : delivery.Body;
        using var request = new HttpRequestMessage(HttpMethod.Post, AddressOf(delivery.Webhook)) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation(LabelboxHeaders.Id, delivery.Id);
        request.Headers.TryAddWithoutValidation(LabelboxHeaders.Event, delivery.Topic);
        request.Headers.TryAddWithoutValidation(LabelboxHeaders.Signature, WebhookSignature.Compute(SignatureAlgorithm.Sha1, SecretFor(delivery), delivery.Body.Span));
        var started = time.GetTimestamp();
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var response = await _client.SendAsync(request, either.Token);
            var answer = response.IsSuccessStatusCode ? StatusOf(await response.Content.ReadAsByteArrayAsync(either.Token)) : null;
            return new TrialResult(body.Length, (int)response.StatusCode, answer, null, time.GetElapsedTime(started), answer is null ? null : EntryOf(delivery.Id));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var reason = e is OperationCanceledException ? $"no answer within {Deadline.TotalSeconds} s" : e.InnerException?.Message ?? e.Message;
            return new TrialResult(body.Length, null, null, $"The public port does not answer at {request.RequestUri}: {reason}.", time.GetElapsedTime(started), null);
        }
    }

    public void Dispose() => _client.Dispose();

    private byte[] SecretFor(TrialDelivery delivery)
    {
        byte[] secret = secrets.For(delivery.Webhook) is [var first, ..] ? first.Bytes : [];
        return delivery.Fault is TrialFault.WrongSecret ? [.. TrialCommand.WrongSecretPrefix.Select(character => (byte)character), .. secret] : secret;
    }

    private LedgerEntry? EntryOf(string id) => ledger.Ids.First(id) is { } known ? ledger.Find(known.Sequence) : null;

    private static string? StatusOf(byte[] answer)
    {
        using var json = JsonDocument.Parse(answer);
        return json.RootElement.GetProperty("status").GetString();
    }
}
