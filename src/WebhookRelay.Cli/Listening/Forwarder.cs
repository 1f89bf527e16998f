using System.Globalization;
using System.Net;
using System.Text.Json;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;
using WebhookRelay.Cli.Tailing;

namespace WebhookRelay.Cli.Listening;

/// <summary>Posts each event and prints a line with the response. A rejected event does not delay later ones.</summary>
internal sealed class Forwarder(Uri target, IForwardFormat form, int retries, TimeSpan timeout, Screen screen, bool json, CliContext context) : IEventSink, IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = AdminJson.MaxDepth };

    private readonly HttpClient _http = new(context.Network(target)) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly EventPrinter _printer = new(screen, json);

    /// <summary>Events that no attempt delivered.</summary>
    public int Rejected { get; private set; }

    public async Task EventAsync(string published, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(published, Deep);
        var pause = FirstPause;
        for (var attempt = 0; ; attempt++)
        {
            var answer = await PostAsync(published, document.RootElement, cancellationToken);
            Show(document.RootElement, answer);
            if (answer.IsAccepted)
            {
                return;
            }

            if (attempt == retries || !answer.IsRetryable)
            {
                Rejected++;
                return;
            }

            await Task.Delay(pause, context.Time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    public void Gap(string gap) => _printer.Gap(gap);

    public void Dispose() => _http.Dispose();

    private async Task<ForwardResult> PostAsync(string text, JsonElement published, CancellationToken cancellationToken)
    {
        var started = context.Time.GetTimestamp();
        using var deadline = new CancellationTokenSource(timeout, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        ForwardResult Failed(string error, bool isRetryable = true) => new(Code: null, error, isRetryable, context.Time.GetElapsedTime(started));
        try
        {
            using var request = await form.RequestAsync(target, text, published, cancellationToken);
            started = context.Time.GetTimestamp();
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return new ForwardResult(
                response.StatusCode, Error: null, IsRetryable: response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError, context.Time.GetElapsedTime(started));
        }
        catch (CommandException fault)
        {
            return Failed($"the payload cannot be fetched: {fault.Message}", isRetryable: fault.Code is ExitCode.NotReachable);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(string.Create(CultureInfo.InvariantCulture, $"no response within {timeout.TotalSeconds:0} s (--timeout)"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Failed(e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } ? $"connection refused by {WebAddress.Text(target)}" : e.Message);
        }
    }

    private void Show(JsonElement published, ForwardResult answer)
    {
        if (json)
        {
            screen.Json(line =>
            {
                line.WriteStartObject();
                line.WriteString("id", published.TextOf("id"));
                line.WriteString("labelboxevent", published.TextOf("labelboxevent"));
                line.WriteString("projectid", published.TextOf("projectid"));
                line.WriteString("subject", published.TextOf("subject"));
                if (answer.Code is { } code)
                {
                    line.WriteNumber("code", (int)code);
                }
                else
                {
                    line.WriteString("error", answer.Error);
                }

                line.WriteNumber("milliseconds", Math.Round(answer.Took.TotalMilliseconds, 1));
                line.WriteEndObject();
            });
            return;
        }

        var outcome = answer.Code is { } status ? string.Create(CultureInfo.InvariantCulture, $"{(int)status}") : "failed";
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{context.Time.GetUtcNow():HH:mm:ss}  {outcome,-6}  {answer.Took.TotalMilliseconds,6:0} ms  {published.TextOf("labelboxevent")}  {published.TextOf("id")}");
        screen.Line(answer.Error is null ? line : $"{line}  {answer.Error}", answer.IsAccepted ? LineStyle.Success : LineStyle.Error);
    }
}

/// <summary>The result of one attempt.</summary>
/// <param name="Code">Null if there was no response.</param>
/// <param name="Error">Why there was no response.</param>
/// <param name="IsRetryable">Whether a later attempt may succeed.</param>
/// <param name="Took">The time from the start of the request to the response headers.</param>
internal sealed record ForwardResult(HttpStatusCode? Code, string? Error, bool IsRetryable, TimeSpan Took)
{
    public bool IsAccepted => Code is >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices;
}
