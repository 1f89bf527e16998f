using System.Net;
using System.Text.Json;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Cli.Sending;

/// <summary>Signs and posts deliveries as Labelbox does: HMAC-SHA1 over the raw body.</summary>
internal sealed class DeliverySender(Uri endpoint, byte[] secret, CliContext context) : IDisposable
{
    /// <summary>A larger body is sent only after the relay has accepted the headers.</summary>
    private const long ExpectContinueThreshold = 1024 * 1024;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    private readonly HttpClient _http = new(context.Network(endpoint)) { Timeout = Timeout.InfiniteTimeSpan };

    /// <exception cref="CommandException">The relay does not respond.</exception>
    public async Task<Receipt> SendAsync(OutgoingDelivery delivery, CancellationToken cancellationToken)
    {
        var length = 0L;
        var signature = WebhookSignature.Compute(SignatureAlgorithm.Sha1, secret, delivery.Body().Select(part =>
        {
            length += part.Length;
            return part;
        }));
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new PartsContent(delivery.Body(), length) };
        request.Headers.ExpectContinue = length > ExpectContinueThreshold;
        request.Headers.TryAddWithoutValidation(LabelboxHeaders.Id, delivery.Id);
        request.Headers.TryAddWithoutValidation(LabelboxHeaders.Event, delivery.Topic);
        request.Headers.TryAddWithoutValidation(LabelboxHeaders.Signature, signature);
        var started = context.Time.GetTimestamp();
        using var deadline = new CancellationTokenSource(Deadline, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var status = response.IsSuccessStatusCode ? StatusOf(await response.Content.ReadAsByteArrayAsync(either.Token)) : null;
            var detail = status is null ? await Problem.DetailAsync(response, either.Token) : null;
            return new Receipt(delivery, length, response.StatusCode, status, detail, context.Time.GetElapsedTime(started));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CommandException(
                ExitCode.NotReachable, $"Nothing responds at {WebAddress.Text(endpoint)} ({Reason(e)}).", "Is the relay running? --to names its public port (Receiving:Url).");
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Reason(Exception e) => e is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http ? http.HttpRequestError.ToString() : e.GetType().Name;

    private static string? StatusOf(byte[] answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return json.RootElement.ValueKind is JsonValueKind.Object && json.RootElement.TryGetProperty("status", out var status) ? status.ToString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The relay's response to a delivery.</summary>
/// <param name="Status">The relay's status, such as accepted or duplicate; null if it rejected the delivery.</param>
internal sealed record Receipt(OutgoingDelivery Delivery, long Bytes, HttpStatusCode Code, string? Status, string? Detail, TimeSpan Took)
{
    public bool IsAccepted => Status is not null;

    /// <summary>What to do about a rejection.</summary>
    public string? Remedy => (int)Code switch
    {
        401 => "The relay does not accept this secret on this path. Use --secret-file, or --webhook if the webhook has its own secrets.",
        404 => "The webhook does not exist (see Receiving:Webhooks), or --to is not the relay's public port (Receiving:Url).",
        405 or 415 => "--to is not the address of a relay.",
        413 => "The body exceeds Receiving:MaxBodyBytes.",
        429 => "Too many deliveries from this address were rejected. Wait, then use the right secret.",
        503 => "The ledger is not writable, or too many bytes are in flight. Run webhook-relay doctor.",
        _ => null,
    };
}
