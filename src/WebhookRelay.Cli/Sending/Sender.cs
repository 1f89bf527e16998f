using System.Net;
using System.Text.Json;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Cli.Sending;

/// <summary>Signs and posts deliveries as Labelbox does: HMAC-SHA1 over the raw body.</summary>
internal sealed class Sender(Uri endpoint, byte[] secret, Surroundings around) : IDisposable
{
    /// <summary>A large body is only sent where the headers are not refused already.</summary>
    private const long AsksFirst = 1024 * 1024;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    private readonly HttpClient _http = new(around.Network(endpoint)) { Timeout = Timeout.InfiniteTimeSpan };

    /// <exception cref="CommandFault">Nothing answers there.</exception>
    public async Task<Receipt> SendAsync(Outgoing delivery, CancellationToken cancellationToken)
    {
        var length = 0L;
        var signature = WebhookSignature.Compute(SignatureAlgorithm.Sha1, secret, delivery.Body().Select(part =>
        {
            length += part.Length;
            return part;
        }));
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new PartsContent(delivery.Body(), length) };
        request.Headers.ExpectContinue = length > AsksFirst;
        request.Headers.TryAddWithoutValidation(LabelboxHeaders.Id, delivery.Id);
        request.Headers.TryAddWithoutValidation(LabelboxHeaders.Event, delivery.Topic);
        request.Headers.TryAddWithoutValidation(LabelboxHeaders.Signature, signature);
        var started = around.Time.GetTimestamp();
        using var deadline = new CancellationTokenSource(Deadline, around.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var status = response.IsSuccessStatusCode ? StatusOf(await response.Content.ReadAsByteArrayAsync(either.Token)) : null;
            var detail = status is null ? await Problem.DetailAsync(response, either.Token) : null;
            return new Receipt(delivery, length, response.StatusCode, status, detail, around.Time.GetElapsedTime(started));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CommandFault(
                ExitCode.NotReachable, $"Nobody answers at {WebAddress.Text(endpoint)} ({Reason(e)}).", "Is the relay running? --to names its public port (Receiving:Url).");
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

/// <summary>What was answered.</summary>
/// <param name="Status">accepted, duplicate, relayed … as the relay says it; null where it refused.</param>
internal sealed record Receipt(Outgoing Delivery, long Bytes, HttpStatusCode Code, string? Status, string? Detail, TimeSpan Took)
{
    public bool IsTaken => Status is not null;

    /// <summary>What to do about a refusal.</summary>
    public string? Remedy => (int)Code switch
    {
        401 => "The secret is not one that the relay accepts on this path: --secret-file, or --webhook where the webhook has secrets of its own.",
        404 => "There is no such webhook: Receiving:Webhooks names those there are. Or --to leads elsewhere: it names the public port (Receiving:Url).",
        405 or 415 => "--to leads to something else than a relay.",
        413 => "It is larger than Receiving:MaxBodyBytes.",
        429 => "Too many deliveries from here were refused; wait a while, and sign with the right secret.",
        503 => "Its ledger cannot be written now, or too many bytes are in flight: webhook-relay doctor tells.",
        _ => null,
    };
}
