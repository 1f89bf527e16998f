using System.Globalization;
using System.Net.Http.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>A private RabbitMQ node on free loopback ports, with its own folder.</summary>
internal sealed class RabbitMqServer : IAsyncDisposable
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _folder = new();
    private readonly int _distributionPort = ServerProcess.FreePort();
    private readonly ErlangNetwork _network;
    private readonly bool _isAlone;
    private ServerProcess? _process;
    private int _nodeId;
    private bool _allCores;

    private RabbitMqServer(ErlangNetwork? network) => (_network, _isAlone) = (network ?? new ErlangNetwork(), network is null);

    /// <summary>The Erlang node name.</summary>
    public string Node { get; } = $"wr{Guid.NewGuid():N}@localhost";

    public int Port { get; } = ServerProcess.FreePort();

    public int ManagementPort { get; } = ServerProcess.FreePort();

    public string AmqpUri => $"amqp://guest:guest@127.0.0.1:{Port}";

    public string ManagementUri => $"http://guest:guest@127.0.0.1:{ManagementPort}";

    /// <summary>The TLS port, if an authority is given. Clients need a certificate of that authority.</summary>
    public int TlsPort { get; } = ServerProcess.FreePort();

    public int ManagementTlsPort { get; } = ServerProcess.FreePort();

    /// <summary>The node's own process.</summary>
    public int Id => _nodeId;

    /// <summary>Starts a node, alone or in a network.</summary>
    /// <param name="authority">For a listener with TLS.</param>
    /// <param name="network">A new one by default.</param>
    /// <param name="joins">A node whose cluster to join.</param>
    /// <param name="allCores">Whether to use one scheduler per core, as in production. One suffices when many servers run in parallel.</param>
    public static async Task<RabbitMqServer> StartAsync(CertificateAuthority? authority = null, ErlangNetwork? network = null, RabbitMqServer? joins = null, bool allCores = false)
    {
        var server = new RabbitMqServer(network) { _allCores = allCores };
        await server.PrepareAsync(authority, joins);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts it on the same ports and data, and waits until it accepts connections.</summary>
    public async Task StartAgainAsync()
    {
        _process = ServerProcess.Start(ServerPaths.RabbitMq("rabbitmq-server"), [], Environment());
        await Eventually.TrueAsync(AnswersAsync, StartsWithin, "RabbitMQ takes connections", () => string.Join('\n', _process.Output));
        _nodeId = int.Parse((await File.ReadAllTextAsync(_folder.File("pid"))).Trim(), CultureInfo.InvariantCulture);
    }

    /// <summary>Starts it if an earlier test killed it.</summary>
    public Task IsThereAsync() => _process is null ? StartAgainAsync() : Task.CompletedTask;

    /// <summary>Kills it once it wrote its list of queues (ra_directory).</summary>
    /// <remarks>It does so half a second late. A quorum queue declared within that time before a kill never gets a leader again.</remarks>
    public async Task KillAsync()
    {
        await CtlAsync("eval", "[ok = dets:sync(Table) || Table <- dets:all()].");
        await EndAsync();
    }

    private async Task EndAsync()
    {
        if (_nodeId > 0)
        {
            ServerProcess.Signal(_nodeId, ServerProcess.SigCont);
            ServerProcess.Signal(_nodeId, ServerProcess.SigKill);
            _nodeId = 0;
        }

        if (_process is { } process)
        {
            _process = null;
            await process.ExitAsync();
            await process.DisposeAsync();
        }
    }

    /// <summary>Stops the node as an operator would.</summary>
    public async Task StopAsync()
    {
        ServerProcess.Signal(_nodeId, ServerProcess.SigTerm);
        await _process!.ExitAsync();
        await EndAsync();
    }

    public Task PauseAsync() => ServerProcess.PauseAsync(_nodeId);

    public void Resume() => ServerProcess.Signal(_nodeId, ServerProcess.SigCont);

    /// <summary>Creates a virtual host with every permission for the guest user.</summary>
    public async Task<string> CreateVhostAsync()
    {
        var vhost = $"v{Guid.NewGuid():N}";
        using var http = Management();
        using var made = await http.PutAsync(new Uri($"api/vhosts/{vhost}", UriKind.Relative), content: null);
        made.EnsureSuccessStatusCode();
        return vhost;
    }

    /// <summary>Deletes a virtual host with its queues, if the server is running. Unused ones cost memory and time.</summary>
    public async Task EndVhostAsync(string vhost)
    {
        using var http = Management();
        http.Timeout = StopsWithin;
        try
        {
            using var ended = await http.DeleteAsync(new Uri($"api/vhosts/{vhost}", UriKind.Relative));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            // The server was stopped, and the virtual host with it.
        }
    }

    /// <summary>Sets a policy that makes a queue reject messages beyond a limit.</summary>
    public Task LimitAsync(string vhost, string queue, int messages) => PutAsync(
        $"api/policies/{vhost}/limit",
        new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["pattern"] = $"^{queue}$",
            ["apply-to"] = "queues",
            ["definition"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["max-length"] = messages, ["overflow"] = "reject-publish" },
        });

    public async Task UnlimitAsync(string vhost)
    {
        using var http = Management();
        using var ended = await http.DeleteAsync(new Uri($"api/policies/{vhost}/limit", UriKind.Relative));
        ended.EnsureSuccessStatusCode();
    }

    /// <summary>A user whose password is <c>secret</c>.</summary>
    public Task AddUserAsync(string user) => PutAsync(
        $"api/users/{user}", new Dictionary<string, object>(StringComparer.Ordinal) { ["password"] = "secret", ["tags"] = string.Empty });

    /// <summary>Limits a user's write permission to an expression. Open channels may still use the old permissions.</summary>
    public Task AllowAsync(string vhost, string user, string write) => PutAsync(
        $"api/permissions/{vhost}/{user}", new Dictionary<string, object>(StringComparer.Ordinal) { ["configure"] = ".*", ["write"] = write, ["read"] = ".*" });

    private async Task PutAsync(string path, Dictionary<string, object> body)
    {
        using var http = Management();
        using var made = await http.PutAsJsonAsync(new Uri(path, UriKind.Relative), body);
        made.EnsureSuccessStatusCode();
    }

    /// <summary>A client of its management API.</summary>
    public HttpClient Management()
    {
        var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{ManagementPort}/") };
        http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String("guest:guest"u8));
        return http;
    }

    public string VhostUri(string vhost) => $"{AmqpUri}/{vhost}";

    /// <summary>Runs rabbitmqctl against the node and returns what it printed.</summary>
    public async Task<string> CtlAsync(params string[] arguments)
    {
        await using var process = ServerProcess.Start(ServerPaths.RabbitMq("rabbitmqctl"), ["-n", Node, .. arguments], Environment());
        var code = await process.ExitAsync();
        var output = string.Join('\n', process.Output);
        Assert.True(code is 0, $"rabbitmqctl {string.Join(' ', arguments)}: {output}");
        return output;
    }

    public async Task<IConnection> ConnectAsync(string? vhost = null) =>
        await new ConnectionFactory { Uri = new Uri(vhost is null ? AmqpUri : VhostUri(vhost)), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        if (_isAlone)
        {
            await _network.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task PrepareAsync(CertificateAuthority? authority, RabbitMqServer? joins)
    {
        await File.WriteAllTextAsync(_folder.File("rabbitmq.conf"), $"""
            listeners.tcp.1 = 127.0.0.1:{Port}
            management.tcp.ip = 127.0.0.1
            management.tcp.port = {ManagementPort}
            loopback_users.guest = true
            log.file.level = warning
            disk_free_limit.absolute = 50MB
            collect_statistics_interval = 1000
            {(joins is null ? string.Empty : $"cluster_formation.classic_config.nodes.1 = {joins.Node}")}
            {(authority is null ? string.Empty : BrokerTls.Settings(_folder, authority, TlsPort, ManagementTlsPort))}
            """);
        await File.WriteAllTextAsync(_folder.File("enabled_plugins"), "[rabbitmq_management].");
        await File.WriteAllTextAsync(_folder.File(".erlang.cookie"), _network.Cookie);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder.File(".erlang.cookie"), UnixFileMode.UserRead);
        }

        if (ServerPaths.RabbitMqChangesUser)
        {
            await using var chown = ServerProcess.Start("chown", ["-R", "rabbitmq:rabbitmq", _folder.Path]);
            Assert.Equal(0, await chown.ExitAsync());
        }
    }

    private Dictionary<string, string?> Environment() => new(_network.Environment, StringComparer.Ordinal)
    {
        ["HOME"] = _folder.Path,
        ["RABBITMQ_NODENAME"] = Node,
        ["RABBITMQ_MNESIA_BASE"] = _folder.File("data"),
        ["RABBITMQ_LOG_BASE"] = _folder.File("log"),
        ["RABBITMQ_CONFIG_FILE"] = _folder.File("rabbitmq.conf"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = _folder.File("enabled_plugins"),
        ["RABBITMQ_PID_FILE"] = _folder.File("pid"),
        ["RABBITMQ_DIST_PORT"] = _distributionPort.ToString(CultureInfo.InvariantCulture),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none" + (_allCores ? string.Empty : " +S 1:1"),
    };

    private async Task<bool> AnswersAsync()
    {
        Assert.False(_process!.HasExited, $"rabbitmq-server ended: {string.Join('\n', _process.Output)}");
        try
        {
            await using var connection = await ConnectAsync();
            using var http = new HttpClient();
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{ManagementPort}/"));
            return answer.IsSuccessStatusCode && File.Exists(_folder.File("pid"));
        }
        catch (Exception e) when (e is BrokerUnreachableException or HttpRequestException or IOException)
        {
            return false;
        }
    }
}
