using System.Net.Sockets;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.LoadTests.Contestants;

/// <summary>One run of one contestant: its process, folder, virtual host, queue and empty Redis. All are removed at the end.</summary>
internal sealed class BenchmarkRun : IAsyncDisposable
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(60);

    private readonly Servers _servers;
    private readonly string _vhost;
    private readonly TemporaryFolder _folder;
    private readonly RunEnvironment _environment;
    private RunningContestant? _running;

    private BenchmarkRun(Servers servers, Contestant contestant, string vhost, TemporaryFolder folder, RunEnvironment environment, DeliveryQueue queue) =>
        (_servers, Contestant, _vhost, _folder, _environment, Queue) = (servers, contestant, vhost, folder, environment, queue);

    public Contestant Contestant { get; }

    public DeliveryQueue Queue { get; }

    public int Port => _environment.Port;

    public int ManagementPort => _environment.ManagementPort;

    public string Folder => _folder.Path;

    public string AmqpUri => _environment.AmqpUri;

    public Servers Servers => _servers;

    public int ProcessId => _running!.Id;

    public static async Task<BenchmarkRun> PrepareAsync(Servers servers, Contestant contestant, int? rabbitPort = null)
    {
        var folder = new TemporaryFolder();
        var vhost = await servers.ClearAsync();
        var amqp = rabbitPort is { } port ? new UriBuilder(servers.Rabbit.VhostUri(vhost)) { Port = port }.Uri.AbsoluteUri : servers.Rabbit.VhostUri(vhost);
        var environment = new RunEnvironment(ServerProcess.FreePort(), ServerProcess.FreePort(), folder.Path, amqp, servers.Rabbit.ManagementUri, servers.Redis.ConnectionString);
        var queue = await DeliveryQueue.DeclareAsync(await servers.ConnectAsync(vhost), contestant.Exchange);
        return new BenchmarkRun(servers, contestant, vhost, folder, environment, queue);
    }

    public static async Task<BenchmarkRun> BeginAsync(Servers servers, Contestant contestant, int? rabbitPort = null)
    {
        var benchmark = await PrepareAsync(servers, contestant, rabbitPort);
        try
        {
            benchmark.Start();
            await benchmark.ListensAsync();
            return benchmark;
        }
        catch
        {
            await benchmark.DisposeAsync();
            throw;
        }
    }

    public void Start() => _running = RunningContestant.Start(Contestant.Start(_environment), _folder.File("output"));

    public Task ListensAsync() => Eventually.TrueAsync(
        async () =>
        {
            Assert.False(_running!.HasExited, $"{Contestant.Name} ended: {_running.Output}");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", Port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        },
        StartsWithin,
        $"{Contestant.Name} listens",
        () => _running!.Output);

    public async ValueTask DisposeAsync()
    {
        if (_running is { } running)
        {
            await running.DisposeAsync();
        }

        await Queue.DisposeAsync();
        await _servers.RemoveAsync(_vhost);
        _folder.Dispose();
    }
}
