using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using WebhookRelay.Consumer;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>A virtual host, a Redis database and a queue for one test of the consumer package.</summary>
internal sealed class ConsumerFixture : IAsyncDisposable
{
    private readonly RabbitMqServer _rabbit;
    private readonly List<IHost> _hosts = [];
    private readonly bool _isOwn;

    private ConsumerFixture(RabbitMqServer rabbit, RedisServer redis, string vhost, bool isOwn, EventSource events)
    {
        (_rabbit, Vhost, _isOwn, Events) = (rabbit, vhost, isOwn, events);
        Settings = new(StringComparer.Ordinal)
        {
            ["LabelboxConsumers:RabbitMq"] = rabbit.VhostUri(vhost),
            ["LabelboxConsumers:Redis"] = $"{redis.ConnectionString},defaultDatabase={redis.NextDatabase()}",
            ["LabelboxConsumers:Queue"] = "training",
            ["LabelboxConsumers:RetryAfter"] = "00:00:00.050",
        };
    }

    public string Vhost { get; }

    /// <summary>Publishes events as the relay does.</summary>
    public EventSource Events { get; }

    /// <summary>The consumers' configuration.</summary>
    public Dictionary<string, string?> Settings { get; }

    /// <summary>Opens one on its own virtual host, or on a relay's.</summary>
    public static async Task<ConsumerFixture> OpenAsync(RabbitMqServer rabbit, RedisServer redis, string? broker = null)
    {
        var vhost = broker is null ? await rabbit.CreateVhostAsync() : new Uri(broker).Segments[^1];
        return new ConsumerFixture(rabbit, redis, vhost, broker is null, await EventSource.OpenAsync(rabbit, vhost));
    }

    public Task<IConnection> ConnectAsync() => _rabbit.ConnectAsync(Vhost);

    public Task<IHost> StartAsync(Action<LabelboxConsumersBuilder> handlers, RecordedHandler handler, params (string Key, string Value)[] settings) => StartAsync(handlers, handler, other: null, settings);

    /// <summary>Starts a service with these handlers, and waits until it consumes events.</summary>
    public async Task<IHost> StartAsync(Action<LabelboxConsumersBuilder> handlers, RecordedHandler handler, object? other, params (string Key, string Value)[] settings)
    {
        var host = await BeginAsync(handlers, handler, other, settings);
        await handler.LogsAsync("Consuming events");
        return host;
    }

    /// <summary>Starts a service with these handlers and another injected object, without waiting until it consumes events.</summary>
    public async Task<IHost> BeginAsync(Action<LabelboxConsumersBuilder> handlers, RecordedHandler handler, object? other = null, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"LabelboxConsumers:{setting.Key}", (string?)setting.Value)));
        builder.Services.AddSingleton(handler);
        if (other is not null)
        {
            builder.Services.AddSingleton(other.GetType(), other);
        }

        builder.Services.AddLogging(logging => logging.AddProvider(handler));
        builder.Services.AddLabelboxConsumers(handlers);
        var host = builder.Build();
        _hosts.Add(host);
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>Reads that many raw messages from an existing queue.</summary>
    public async Task<IReadOnlyList<ReceivedEvent>> RawAsync(string name, int count)
    {
        await using var queue = EventQueue.Existing(ConnectAsync, name);
        return await queue.ReadAsync(count, TimeSpan.FromSeconds(60));
    }

    /// <summary>Waits until the queue is empty, including unacknowledged messages.</summary>
    public Task EmptyAsync(string queue = "training") => HoldsAsync(unacknowledged: 0, waiting: 0, queue);

    /// <summary>Waits until the queue has these numbers of unacknowledged and ready messages. It asks the queue process, because the broker's statistics lag.</summary>
    public async Task HoldsAsync(int unacknowledged, int waiting, string queue = "training")
    {
        var seen = "";
        await Eventually.TrueAsync(
            async () =>
            {
                seen = await _rabbit.CtlAsync("eval", $$"""
                    Ask = fun(Query) -> case ra:leader_query({list_to_atom("{{Vhost}}_{{queue}}"), node()}, Query) of {ok, {_, N}, _} -> N; Other -> Other end end,
                    {Ask(fun rabbit_fifo:query_messages_checked_out/1), Ask(fun rabbit_fifo:query_messages_ready/1)}.
                    """);
                // The last line; the tool prints remarks before it.
                return string.Equals(seen.Trim().Split('\n')[^1], string.Create(CultureInfo.InvariantCulture, $"{{{unacknowledged},{waiting}}}"), StringComparison.Ordinal);
            },
            TimeSpan.FromSeconds(60),
            $"{queue} has {unacknowledged} unacknowledged and {waiting} waiting",
            () => seen);
    }

    /// <summary>The number of redelivered messages.</summary>
    public async Task<long> RedeliveredAsync(string queue = "training")
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String("guest:guest"u8));
        var seen = await http.GetStringAsync(new Uri($"http://127.0.0.1:{_rabbit.ManagementPort}/api/queues/{Vhost}/{queue}"), TestContext.Current.CancellationToken);
        return (long?)JsonNode.Parse(seen)!["message_stats"]?["redeliver"] ?? 0;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync(CancellationToken.None);
            await ((IAsyncDisposable)host).DisposeAsync();
        }

        await Events.DisposeAsync();
        if (_isOwn)
        {
            await _rabbit.EndVhostAsync(Vhost);
        }
    }
}
