using System.Globalization;
using System.Net;
using System.Text.Json;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;
using WebhookRelay.Cli.Tailing;

namespace WebhookRelay.Cli.Listening;

/// <summary>Posts each event and shows what was answered, on a line of its own. An event that is not taken holds up no later one.</summary>
internal sealed class Forwarder(Uri target, IForwardedForm form, int retries, TimeSpan timeout, Screen screen, bool json, Surroundings around) : IEventSink, IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = AdminJson.MaxDepth };

    private readonly HttpClient _http = new(around.Network(target)) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly EventTeller _teller = new(screen, json);

    /// <summary>How many events no attempt brought through.</summary>
    public int NotTaken { get; private set; }

    public async Task EventAsync(string published, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(published, Deep);
        var pause = FirstPause;
        for (var attempt = 0; ; attempt++)
        {
            var answer = await PostAsync(published, document.RootElement, cancellationToken);
            Show(document.RootElement, answer);
            if (answer.IsTaken)
            {
                return;
            }

            if (attempt == retries || !answer.MayPassLater)
            {
                NotTaken++;
                return;
            }

            await Task.Delay(pause, around.Time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    public void Gap(string told) => _teller.Gap(told);

    public void Dispose() => _http.Dispose();

    private async Task<ForwardAnswer> PostAsync(string text, JsonElement published, CancellationToken cancellationToken)
    {
        var started = around.Time.GetTimestamp();
        using var deadline = new CancellationTokenSource(timeout, around.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        ForwardAnswer Failed(string error, bool mayPassLater = true) => new(Code: null, error, mayPassLater, around.Time.GetElapsedTime(started));
        try
        {
            using var request = await form.RequestAsync(target, text, published, cancellationToken);
            started = around.Time.GetTimestamp();
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return new ForwardAnswer(
                response.StatusCode, Error: null, MayPassLater: response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError, around.Time.GetElapsedTime(started));
        }
        catch (CommandFault fault)
        {
            return Failed($"its payload cannot be fetched: {fault.Message}", mayPassLater: fault.Code is ExitCode.NotReachable);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(string.Create(CultureInfo.InvariantCulture, $"no answer within {timeout.TotalSeconds:0} s (--timeout)"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Failed(e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } ? $"nothing listens at {WebAddress.Text(target)}" : e.Message);
        }
    }

    private void Show(JsonElement published, ForwardAnswer answer)
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
            $"{around.Time.GetUtcNow():HH:mm:ss}  {outcome,-6}  {answer.Took.TotalMilliseconds,6:0} ms  {published.TextOf("labelboxevent")}  {published.TextOf("id")}");
        screen.Line(answer.Error is null ? line : $"{line}  {answer.Error}", answer.IsTaken ? Tone.Good : Tone.Bad);
    }
}

/// <summary>What the endpoint made of one attempt.</summary>
/// <param name="Code">Null where there was no answer.</param>
/// <param name="Error">Why there was none.</param>
/// <param name="MayPassLater">Whether the same request may be taken at a later attempt.</param>
/// <param name="Took">From the request's start to the answer's headers.</param>
internal sealed record ForwardAnswer(HttpStatusCode? Code, string? Error, bool MayPassLater, TimeSpan Took)
{
    public bool IsTaken => Code is >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices;
}
