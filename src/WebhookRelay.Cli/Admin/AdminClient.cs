using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WebhookRelay.Cli.Admin;

/// <summary>The relay's admin API. Any non-success response throws a <see cref="CommandException"/> with its cause and remedy.</summary>
internal sealed class AdminClient : IDisposable
{
    /// <summary>Long, because a forecast over a large ledger takes time.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    private readonly Uri _address;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    public AdminClient(Uri address, string? key, CliContext context)
    {
        (_address, _time, HasKey) = (address, context.Time, key is not null);
        // HttpClient would throw for non-ASCII text, with the key in the exception's message.
        if (key is not null && !key.All(char.IsAscii))
        {
            throw new CommandException(ExitCode.Usage, "The key must be ASCII.");
        }

        _http = new HttpClient(context.Network(address)) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        if (key is not null && !_http.DefaultRequestHeaders.TryAddWithoutValidation("X-Api-Key", key))
        {
            throw new CommandException(ExitCode.Usage, "The key contains characters that a header cannot carry.");
        }
    }

    public bool HasKey { get; }

    public string Address => WebAddress.Text(_address);

    public Task<ApiResponse<T>> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, content: null, type, cancellationToken);

    public Task<ApiResponse<T>> DeleteAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) => SendAsync(HttpMethod.Delete, path, content: null, type, cancellationToken);

    /// <param name="json">The request body; empty for none.</param>
    public Task<ApiResponse<T>> PostAsync<T>(string path, string json, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, new StringContent(json, Encoding.UTF8, "application/json"), type, cancellationToken);

    /// <summary>Sends a request whose response is streamed. The deadline covers only the headers.</summary>
    public async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw await RefusedAsync(response, either.Token);
            }

            var answer = response;
            response = null;
            return answer;
        }
        catch (Exception e) when (IsAway(e, cancellationToken))
        {
            throw Away(e);
        }
        finally
        {
            response?.Dispose();
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<ApiResponse<T>> SendAsync<T>(HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await OpenAsync(request, cancellationToken);
        return await ReadAsync(response, type, cancellationToken);
    }

    /// <summary>Reads the health report. A relay that is not ready sends it with status 503.</summary>
    public async Task<ApiResponse<Health>> ReadyAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var response = await _http.GetAsync(new Uri("health/ready", UriKind.Relative), either.Token);
            return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable
                ? await ReadAsync(response, AdminJson.Default.Health, either.Token)
                : throw NoRelay();
        }
        catch (Exception e) when (IsAway(e, cancellationToken))
        {
            throw Away(e);
        }
    }

    private async Task<ApiResponse<T>> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var json = await JsonDocument.ParseAsync(stream, new JsonDocumentOptions { MaxDepth = AdminJson.MaxDepth }, cancellationToken);
            return json.RootElement.Deserialize(type) is { } value ? new ApiResponse<T>(value, json.RootElement.Clone()) : throw NoRelay();
        }
        catch (JsonException)
        {
            throw NoRelay();
        }
        catch (Exception e) when (IsAway(e, cancellationToken))
        {
            throw Away(e);
        }
    }

    private async Task<CommandException> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var problem = await Problem.ReadAsync(response, cancellationToken);
        var detail = problem.Detail;
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized when !HasKey => new CommandException(ExitCode.KeyRefused, "The relay requires a key.", "Pass the value of Management:ApiKey: --key-file, --key, WEBHOOKRELAY_KEY_FILE or WEBHOOKRELAY_KEY."),
            HttpStatusCode.Unauthorized => new CommandException(ExitCode.KeyRefused, "The relay rejected the key.", "It must match Management:ApiKey or the file of Management:ApiKeyFile."),
            HttpStatusCode.Forbidden when HasKey => new CommandException(ExitCode.KeyRefused, detail ?? "The relay rejected the request."),
            HttpStatusCode.Forbidden => new CommandException(ExitCode.KeyRefused, detail ?? "The relay rejected the request.", "Without a key the management port serves this machine only: use the address it listens on, or configure Management:ApiKey."),
            HttpStatusCode.BadRequest when detail is not null => new CommandException(problem.IsNotFound ? ExitCode.Failed : ExitCode.Usage, detail),
            HttpStatusCode.NotFound when detail is null => NoRelay(),
            _ when detail is not null => new CommandException(ExitCode.Failed, detail, Later(response)),
            _ => new CommandException(ExitCode.Failed, $"The relay returned status {(int)response.StatusCode}.", "See the relay's log."),
        };
    }

    private static string? Later(HttpResponseMessage response) =>
        response.Headers.RetryAfter?.Delta is { } later ? $"Try again in {later.TotalSeconds:0} s; webhook-relay doctor names the dependency that is down." : null;

    private CommandException NoRelay() => new(
        ExitCode.NotReachable, $"The server at {Address} is not the management port of a relay of this version.", "--admin or WEBHOOKRELAY_ADMIN must name Management:Url, not the public port.");

    private CommandException Away(Exception e) => new(
        ExitCode.NotReachable, $"The relay does not respond at {Address}: {Reason(e)}.", "Is it running? --admin or WEBHOOKRELAY_ADMIN names its management port (Management:Url).");

    /// <summary>Whether an exception means that no response came, and not that the user cancelled the command.</summary>
    private static bool IsAway(Exception e, CancellationToken cancellationToken) =>
        e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static string Reason(Exception e) => e switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "the port is closed",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "the host is unknown",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "the TLS handshake failed",
        OperationCanceledException => "the request timed out",
        _ => "the connection was lost",
    };
}

/// <summary>A response body, as a value and as the original JSON.</summary>
internal sealed record ApiResponse<T>(T Value, JsonElement Json);
