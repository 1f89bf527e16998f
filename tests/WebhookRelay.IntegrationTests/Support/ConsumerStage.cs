using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using WebhookRelay.Consumer;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>A virtual host, a Redis database and a queue name of a test's own, for consumers of the package.</summary>
internal sealed class ConsumerStage : IAsyncDisposable
{
    private readonly RabbitMqServer _rabbit;
    private readonly List<IHost> _hosts = [];
    private readonly List<EventQueue> _queues = [];

    private ConsumerStage(RabbitMqServer rabbit, RedisServer redis, string vhost, EventSource events)
    {
        (_rabbit, Vhost, Events) = (rabbit, vhost, events);
        Settings = new(StringComparer.Ordinal)
        {
            ["LabelboxConsumers:RabbitMq"] = rabbit.VhostUri(vhost),
            ["LabelboxConsumers:Redis"] = $"{redis.ConnectionString},defaultDatabase={redis.NextDatabase()}",
            ["LabelboxConsumers:Queue"] = "training",
            ["LabelboxConsumers:RetryAfter"] = "00:00:00.050",
        };
    }

    public string Vhost { get; }

    /// <summary>Publishes as the relay does.</summary>
    public EventSource Events { get; }

    /// <summary>The consumers' configuration.</summary>
    public Dictionary<string, string?> Settings { get; }

    public static async Task<ConsumerStage> OpenAsync(RabbitMqServer rabbit, RedisServer redis)
    {
        var vhost = await rabbit.CreateVhostAsync();
        return new ConsumerStage(rabbit, redis, vhost, await EventSource.OpenAsync(rabbit, vhost));
    }

    public Task<IConnection> ConnectAsync() => _rabbit.ConnectAsync(Vhost);

    /// <summary>Starts a service with these handlers, and waits until it takes events.</summary>
    public async Task<IHost> StartAsync(Action<LabelboxConsumers> handlers, Deed deed, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"LabelboxConsumers:{setting.Key}", (string?)setting.Value)));
        builder.Services.AddSingleton(deed);
        builder.Services.AddLogging(logging => logging.AddProvider(deed));
        builder.Services.AddLabelboxConsumers(handlers);
        var host = builder.Build();
        _hosts.Add(host);
        await host.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(
            () => Task.FromResult(deed.Logged.Any(line => line.Contains("Events are taken", StringComparison.Ordinal))), TimeSpan.FromSeconds(30), "events are taken", () => string.Join('\n', deed.Logged));
        return host;
    }

    /// <summary>A queue that is there already.</summary>
    public EventQueue Queue(string name)
    {
        var queue = EventQueue.Existing(ConnectAsync, name);
        _queues.Add(queue);
        return queue;
    }

    /// <summary>Waits until the queue holds nothing, neither waiting nor unacknowledged.</summary>
    public async Task EmptyAsync(string queue = "training")
    {
        var seen = "";
        await Eventually.TrueAsync(
            async () =>
            {
                seen = await _rabbit.CtlAsync("-q", "list_queues", "-p", Vhost, "--no-table-headers", "name", "messages");
                return seen.Split('\n').Any(line => line.Split('\t') is [var name, "0"] && string.Equals(name, queue, StringComparison.Ordinal));
            },
            TimeSpan.FromSeconds(60),
            $"{queue} is empty",
            () => seen);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync(CancellationToken.None);
            await ((IAsyncDisposable)host).DisposeAsync();
        }

        foreach (var queue in _queues)
        {
            await queue.DisposeAsync();
        }

        await Events.DisposeAsync();
    }
}
