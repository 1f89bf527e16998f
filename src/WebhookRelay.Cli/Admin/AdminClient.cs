using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WebhookRelay.Cli.Admin;

/// <summary>The relay's admin API. Every answer that is no success is a <see cref="CommandFault"/> with its cause and remedy.</summary>
internal sealed class AdminClient : IDisposable
{
    /// <summary>A forecast over a large ledger takes its time.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    private readonly Uri _address;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    public AdminClient(Uri address, string? key, Surroundings around)
    {
        (_address, _time, HasKey) = (address, around.Time, key is not null);
        // A header cannot hold what is no visible ASCII, and would say so with the key in its message.
        if (key is not null && !key.All(char.IsAscii))
        {
            throw new CommandFault(ExitCode.Usage, "The key must be ASCII.");
        }

        _http = new HttpClient(around.Network(address)) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        if (key is not null && !_http.DefaultRequestHeaders.TryAddWithoutValidation("X-Api-Key", key))
        {
            throw new CommandFault(ExitCode.Usage, "The key cannot stand in a header.");
        }
    }

    public bool HasKey { get; }

    public string Address => WebAddress.Text(_address);

    public Task<Answer<T>> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) => AskAsync(HttpMethod.Get, path, content: null, type, cancellationToken);

    public Task<Answer<T>> DeleteAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) => AskAsync(HttpMethod.Delete, path, content: null, type, cancellationToken);

    /// <param name="json">The request; empty for none.</param>
    public Task<Answer<T>> PostAsync<T>(string path, string json, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, path, new StringContent(json, Encoding.UTF8, "application/json"), type, cancellationToken);

    /// <summary>An answer to be read as it comes; only its beginning has a deadline.</summary>
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

    private async Task<Answer<T>> AskAsync<T>(HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await OpenAsync(request, cancellationToken);
        return await ReadAsync(response, type, cancellationToken);
    }

    /// <summary>What a relay that is not ready says of itself comes with a 503 and is an answer all the same.</summary>
    public async Task<Answer<Health>> ReadyAsync(CancellationToken cancellationToken)
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

    private async Task<Answer<T>> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var json = await JsonDocument.ParseAsync(stream, new JsonDocumentOptions { MaxDepth = AdminJson.MaxDepth }, cancellationToken);
            return json.RootElement.Deserialize(type) is { } value ? new Answer<T>(value, json.RootElement.Clone()) : throw NoRelay();
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

    private async Task<CommandFault> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var problem = await Problem.ReadAsync(response, cancellationToken);
        var detail = problem.Detail;
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized when !HasKey => new CommandFault(ExitCode.KeyRefused, "The relay asks for a key.", "Give what Management:ApiKey says: --key-file, --key, WEBHOOKRELAY_KEY_FILE or WEBHOOKRELAY_KEY."),
            HttpStatusCode.Unauthorized => new CommandFault(ExitCode.KeyRefused, "The relay refuses the key.", "It must be what Management:ApiKey or the file of Management:ApiKeyFile says now."),
            HttpStatusCode.Forbidden => new CommandFault(ExitCode.KeyRefused, detail ?? "The relay refuses the request.", "Without a key the management port answers this machine only: use the address it listens on, or configure Management:ApiKey."),
            HttpStatusCode.BadRequest when detail is not null => new CommandFault(problem.IsOfMissing ? ExitCode.Failed : ExitCode.Usage, detail),
            HttpStatusCode.NotFound when detail is null => NoRelay(),
            _ when detail is not null => new CommandFault(ExitCode.Failed, detail, Later(response)),
            _ => new CommandFault(ExitCode.Failed, $"The relay answers {(int)response.StatusCode}.", "Its log tells why."),
        };
    }

    private static string? Later(HttpResponseMessage response) =>
        response.Headers.RetryAfter?.Delta is { } later ? $"Try again in {later.TotalSeconds:0} s; webhook-relay doctor tells what is away." : null;

    private CommandFault NoRelay() => new(
        ExitCode.NotReachable, $"What answers at {Address} is no management port of a relay of this version.", "--admin or WEBHOOKRELAY_ADMIN must name Management:Url, not the public port.");

    private CommandFault Away(Exception e) => new(
        ExitCode.NotReachable, $"The relay does not answer at {Address}: {Reason(e)}.", "Is it running? --admin or WEBHOOKRELAY_ADMIN names its management port (Management:Url).");

    /// <summary>Whether an exception means that no answer came, and not that somebody ended the command.</summary>
    private static bool IsAway(Exception e, CancellationToken cancellationToken) =>
        e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static string Reason(Exception e) => e switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "nothing listens there",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "there is no such host",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "no TLS connection can be made",
        OperationCanceledException => "no answer in time",
        _ => "the connection broke",
    };
}

/// <summary>What was answered, read and as it came.</summary>
internal sealed record Answer<T>(T Value, JsonElement Json);
