using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>The service as a process, on free loopback ports and with its own ledger.</summary>
internal sealed class RelayProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan HappensWithin = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string?> _environment = new(StringComparer.OrdinalIgnoreCase);
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = 256,
#pragma warning disable CA5359 // Certificate tests verify them with their own client.
        SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
#pragma warning restore CA5359
    })
    {
        Timeout = TimeSpan.FromSeconds(100),
    };

    private ServerProcess? _process;
    private int? _files;

    private RelayProcess(IEnumerable<(string Key, string Value)> settings)
    {
        _environment["DOTNET_ENVIRONMENT"] = "Production";
        _environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        _environment["Receiving__Url"] = $"http://127.0.0.1:{ServerProcess.FreePort()}";
        _environment["Management__Url"] = $"http://127.0.0.1:{ServerProcess.FreePort()}";
        _environment["Ledger__Path"] = _folder.File("ledger");
        _environment["Ledger__WarnAt"] = "0";
        _environment["Ledger__RefuseAt"] = "0";
        _environment["Receiving__Secrets__0"] = Sender.Secret;
        foreach (var (key, value) in settings)
        {
            _environment[key] = value;
        }
    }

    public Uri PublicUrl => new(_environment["Receiving__Url"]!);

    /// <summary>A wildcard address is contacted over loopback.</summary>
    public Uri ManagementUrl => new(_environment["Management__Url"]!.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("*", "127.0.0.1", StringComparison.Ordinal));

    /// <summary>The service's settings file for an environment.</summary>
    public static string SettingsOf(string environment) => Path.Combine(Path.GetDirectoryName(Executable())!, $"appsettings.{environment}.json");

    /// <summary>The shared client of this relay, for both ports.</summary>
    public HttpClient Http => _client;

    public string LedgerPath => _environment["Ledger__Path"]!;

    public IReadOnlyCollection<string> Output => _process?.Output ?? [];

    public int Id => _process!.Id;

    public static async Task<RelayProcess> StartAsync(params (string Key, string Value)[] settings)
    {
        var relay = new RelayProcess(settings);
        await relay.StartAgainAsync();
        return relay;
    }

    /// <summary>Starts it with a standard output that is not read before <see cref="ReadOutput"/>.</summary>
    public static async Task<RelayProcess> StartUnreadAsync(params (string Key, string Value)[] settings)
    {
        var relay = new RelayProcess(settings);
        relay._process = relay.Launch([], read: false);
        await Eventually.TrueAsync(relay.LivesAsync, StartsWithin, "the relay answers /health/live");
        return relay;
    }

    /// <summary>Starts it with a terminal as its standard output, created by <c>script</c>. It ends with <c>script</c>, also if a hang-up is ignored.</summary>
    public static async Task<RelayProcess> StartInTerminalAsync(params (string Key, string Value)[] settings)
    {
        var relay = new RelayProcess(settings);
        relay._environment["TERM"] = "xterm-256color";
        relay._process = ServerProcess.Start("script", ["-qfec", $"exec setpriv --pdeathsig KILL dotnet '{Executable()}'", "/dev/null"], relay.Environment());
        await Eventually.TrueAsync(relay.LivesAsync, StartsWithin, "the relay answers /health/live", () => string.Join('\n', relay.Output));
        return relay;
    }

    public void ReadOutput() => _process!.ReadOutput();

    /// <summary>Starts a relay with a limit of open files.</summary>
    public static async Task<RelayProcess> StartWithFilesAsync(int files, params (string Key, string Value)[] settings)
    {
        var relay = new RelayProcess(settings) { _files = files };
        await relay.StartAgainAsync();
        return relay;
    }

    /// <summary>Runs a relay that is expected to exit, and returns its exit code and output.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(IEnumerable<string> arguments, params (string Key, string Value)[] settings)
    {
        await using var relay = new RelayProcess(settings);
        relay._process = relay.Launch(arguments);
        var code = await relay._process.ExitAsync();
        return (code, string.Join('\n', relay.Output));
    }

    /// <summary>Starts it on the same folder and ports.</summary>
    public async Task StartAgainAsync(params (string Key, string Value)[] settings)
    {
        foreach (var (key, value) in settings)
        {
            _environment[key] = value;
        }

        _process = Launch([]);
        await Eventually.TrueAsync(LivesAsync, StartsWithin, "the relay answers /health/live", () => string.Join('\n', Output));
    }

    /// <summary>Runs the same folder with <c>--drain</c> and returns the exit code.</summary>
    public async Task<int> DrainAsync()
    {
        _process = Launch(["--drain"]);
        return await _process.ExitAsync();
    }

    public async Task KillAsync()
    {
        _process!.Signal(ServerProcess.SigCont);
        _process.Signal(ServerProcess.SigKill);
        await _process.ExitAsync();
    }

    /// <summary>SIGTERM, as an orchestrator sends it.</summary>
    public async Task<int> TerminateAsync()
    {
        _process!.Signal(ServerProcess.SigTerm);
        return await _process.ExitAsync();
    }

    public Task PauseAsync() => _process!.PauseAsync();

    public void Resume() => _process!.Signal(ServerProcess.SigCont);

    /// <summary>Sends a signed delivery over the shared client.</summary>
    public async Task<(int Status, string? Answer)> SendAsync(
        byte[] body, string id, string topic = "LABEL_UPDATED", string? secret = null, string path = "/webhook-endpoint", (string Name, string Value)? header = null)
    {
        using var request = Sender.Delivery(body, id, topic, secret ?? Sender.Secret, new Uri(PublicUrl, path));
        if (header is { } extra)
        {
            request.Headers.TryAddWithoutValidation(extra.Name, extra.Value);
        }

        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, response.IsSuccessStatusCode ? (string?)JsonNode.Parse(text)!["status"] : null);
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> ReadyAsync()
    {
        using var response = await _client.GetAsync(new Uri(ManagementUrl, "/health/ready"), TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }

    /// <summary>The time of the relay's clock; null if it does not respond.</summary>
    public async Task<DateTimeOffset?> ClockAsync()
    {
        try
        {
            using var response = await _client.GetAsync(new Uri(ManagementUrl, "/health/live"), TestContext.Current.CancellationToken);
            return response.Headers.Date;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Waits until health shows a check in a state.</summary>
    public Task HealthShowsAsync(string check, string status, TimeSpan? within = null) => Eventually.TrueAsync(
        async () => string.Equals((string?)(await ReadyAsync()).Body["checks"]?[check]?["status"], status, StringComparison.Ordinal),
        within ?? HappensWithin,
        $"health shows {check} as {status}",
        () => string.Join('\n', Output.TakeLast(30)));

    public Task WaitForLogAsync(Func<string, bool> line, TimeSpan? within = null, string what = "the expected log line") =>
        Eventually.TrueAsync(() => Task.FromResult(Output.Any(line)), within ?? HappensWithin, what, () => string.Join('\n', Output.TakeLast(30)));

    /// <summary>Waits for the log line with a delivery's outcome.</summary>
    public Task EndsAsync(string id, string outcome, string error = "") => WaitForLogAsync(
        line => Ending(line) is { } ending
            && string.Equals((string?)ending["DeliveryId"], id, StringComparison.Ordinal)
            && string.Equals((string?)ending["Outcome"], outcome, StringComparison.Ordinal)
            && ((string?)ending["Error"] ?? string.Empty).Contains(error, StringComparison.Ordinal),
        what: $"delivery {id} ends as {outcome}");

    /// <summary>The number of deliveries with an outcome, from the log.</summary>
    public int Count(string outcome) => Output.Count(line => Ending(line) is { } ending && string.Equals((string?)ending["Outcome"], outcome, StringComparison.Ordinal));

    /// <summary>Waits until that many deliveries have an outcome.</summary>
    public Task EndedAsync(int count, TimeSpan? within = null) => Eventually.TrueAsync(
        () => Task.FromResult(Output.Count(line => Ending(line) is not null) >= count), within ?? HappensWithin, $"{count} deliveries ended", () => string.Join('\n', Output.TakeLast(20)));

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            await process.DisposeAsync();
        }

        _client.Dispose();
        _folder.Dispose();
    }

    private static JsonNode? Ending(string line) =>
        line.Contains("\"Outcome\"", StringComparison.Ordinal) && line.StartsWith('{') ? JsonNode.Parse(line) : null;

    private ServerProcess Launch(IEnumerable<string> arguments, bool read = true) =>
        _files is { } files
            ? ServerProcess.Start("prlimit", [string.Create(CultureInfo.InvariantCulture, $"--nofile={files}:{files}"), "dotnet", Executable(), .. arguments], Environment(), read)
            : ServerProcess.Start("dotnet", [Executable(), .. arguments], Environment(), read);

    /// <summary>Without a broker, the in-memory transport is selected by default.</summary>
    private Dictionary<string, string?> Environment()
    {
        var environment = new Dictionary<string, string?>(_environment, StringComparer.OrdinalIgnoreCase);
        if (environment.GetValueOrDefault("Publishing__RabbitMq") is null or "")
        {
            environment.TryAdd("Publishing__Transport", "InMemory");
        }

        return environment;
    }

    /// <summary>The service's build beside the tests', in the same configuration.</summary>
    private static string Executable()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var built = Path.Combine(own.Parent!.Parent!.FullName, "WebhookRelay", own.Name, "WebhookRelay.dll");
        Assert.True(File.Exists(built), string.Create(CultureInfo.InvariantCulture, $"The service is not built: {built}"));
        return built;
    }

    private async Task<bool> LivesAsync()
    {
        Assert.False(_process!.HasExited, string.Join('\n', Output));
        try
        {
            using var response = await _client.GetAsync(new Uri(ManagementUrl, "/health/live"));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
