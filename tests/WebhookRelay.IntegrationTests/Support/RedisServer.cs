using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>A private Redis on a free loopback port, without persistence.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _tls = [];
    private ServerProcess? _process;
    private int _databases;

    public int Port { get; } = ServerProcess.FreePort();

    public string ConnectionString => $"127.0.0.1:{Port}";

    public int Id => _process!.Id;

    /// <summary>The number of an unused database.</summary>
    public int NextDatabase() => Interlocked.Increment(ref _databases);

    /// <summary>The TLS port, if an authority is given. Clients need a certificate of that authority.</summary>
    public int TlsPort { get; } = ServerProcess.FreePort();

    public static async Task<RedisServer> StartAsync(CertificateAuthority? authority = null)
    {
        var server = new RedisServer();
        if (authority?.Issue() is { } issued)
        {
            server._tls.AddRange(
            [
                "--tls-port", server.TlsPort.ToString(CultureInfo.InvariantCulture), "--tls-ca-cert-file", authority.CaFile,
                "--tls-cert-file", issued.CertificateFile, "--tls-key-file", issued.KeyFile, "--tls-auth-clients", "yes",
            ]);
        }

        await server.RestartAsync();
        return server;
    }

    /// <summary>Starts it, empty, on the same port.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        _process = ServerProcess.Start(ServerPaths.RedisServer,
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _folder.Path, "--databases", "4096", .. _tls,
        ]);
        await Eventually.TrueAsync(AnswersAsync, StartsWithin, "redis-server answers", () => string.Join('\n', _process.Output));
    }

    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await process.DisposeAsync();
        }
    }

    /// <summary>Sends one command in its plain form, such as <c>CONFIG SET maxmemory 1</c>.</summary>
    public async Task CommandAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{command}\r\n"));
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        Assert.Equal("+OK", await reader.ReadLineAsync());
    }

    public async Task<string> VersionAsync()
    {
        const string Member = "redis_version:";
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port);
        await client.GetStream().WriteAsync("INFO server\r\n"u8.ToArray());
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Member, StringComparison.Ordinal))
            {
                return line[Member.Length..];
            }
        }

        throw new IOException("Redis closed the connection without its version.");
    }

    public Task PauseAsync() => _process!.PauseAsync();

    public void Resume() => _process!.Signal(ServerProcess.SigCont);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Dispose();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[7];
            await client.GetStream().ReadExactlyAsync(answer);
            return string.Equals(Encoding.ASCII.GetString(answer), "+PONG\r\n", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
