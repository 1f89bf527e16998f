using RabbitMQ.Client;
using WebhookRelay.Contracts;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>A relay under test with its own virtual host and a queue that gets every event.</summary>
internal sealed class RelayFixture : IAsyncDisposable
{
    private readonly (string, string)[] _settings;
    private readonly Func<Task<IConnection>> _connect;
    private readonly Func<Task> _end;

    private RelayFixture(RelayProcess relay, EventQueue queue, Func<Task<IConnection>> connect, Func<Task> end, (string, string)[] settings) =>
        (Relay, Queue, _connect, _end, _settings) = (relay, queue, connect, end, settings);

    public RelayProcess Relay { get; }

    public EventQueue Queue { get; }

    public string Vhost => Setting("Publishing__RabbitMq").Split('/')[^1];

    /// <summary>The relays' value of a setting.</summary>
    public string Setting(string key) => _settings.Last(setting => string.Equals(setting.Item1, key, StringComparison.Ordinal)).Item2;

    public static Task<RelayFixture> OpenAsync(RabbitMqServer rabbit, RedisServer? redis, params (string Key, string Value)[] settings) =>
        OpenAsync(rabbit, redis, "#", settings);

    /// <summary>Opens one whose queue is bound with a pattern.</summary>
    public static async Task<RelayFixture> OpenAsync(RabbitMqServer rabbit, RedisServer? redis, string pattern, params (string Key, string Value)[] settings)
    {
        var vhost = await rabbit.CreateVhostAsync();
        List<(string, string)> all = [("Publishing__RabbitMq", rabbit.VhostUri(vhost))];
        if (redis is not null)
        {
            all.Add(("Deduplication__Redis", $"{redis.ConnectionString},defaultDatabase={redis.NextDatabase()}"));
        }

        all.AddRange(settings);
        Task<IConnection> Connect() => rabbit.ConnectAsync(vhost);
        var queue = await EventQueue.BindAsync(Connect, pattern);
        return new RelayFixture(await StartAsync([.. all]), queue, Connect, () => rabbit.EndVhostAsync(vhost), [.. all]);
    }

    public Task<IConnection> ConnectAsync() => _connect();

    /// <summary>Binds another queue, declared as the service does.</summary>
    public Task<EventQueue> BindAsync(string routingKey, string? name = null) => EventQueue.BindAsync(_connect, routingKey, name);

    /// <summary>A queue that is there already.</summary>
    public EventQueue Existing(string name) => EventQueue.Existing(_connect, name);

    /// <summary>Declares a classic queue, as another service might.</summary>
    public async Task<EventQueue> DeclareClassicAsync(string name, Dictionary<string, object?>? arguments = null, string? routingKey = null)
    {
        await using var connection = await _connect();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, arguments);
        if (routingKey is not null)
        {
            await channel.QueueBindAsync(name, EventExchange.Name, routingKey);
        }

        return Existing(name);
    }

    public Task<RelayProcess> AnotherRelayAsync(params (string Key, string Value)[] settings) => StartAsync([.. _settings, .. settings]);

    public Task<(int Status, string? Answer)> SendAsync(byte[] body, string id, RelayProcess? to = null, string? secret = null) =>
        (to ?? Relay).SendAsync(body, id, secret: secret);

    public async Task AcceptedAsync(byte[] body, string id, string topic = "LABEL_UPDATED", (string, string)? headers = null) =>
        Assert.Equal((200, "accepted"), await Relay.SendAsync(body, id, topic, header: headers));

    /// <summary>
    /// Nothing more arrives: a last delivery is sent through every servers, and is all that comes.
    /// </summary>
    public async Task NothingMoreArrivesAsync()
    {
        var last = $"last-{Guid.NewGuid():N}";
        await AcceptedAsync(SamplePayloads.V2(dataRow: last), last);
        Assert.Equal(last, Assert.Single(await Queue.ReadAsync(1)).Id);
        Assert.Equal(0, await Queue.CountAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await Relay.DisposeAsync();
        await Queue.DisposeAsync();
        await _end();
    }

    /// <summary>Starts a relay and waits for its Redis connection, without which it cannot deduplicate across relays.</summary>
    private static async Task<RelayProcess> StartAsync((string Key, string Value)[] settings)
    {
        var relay = await RelayProcess.StartAsync(settings);
        if (settings.Any(setting => setting.Key is "Deduplication__Redis"))
        {
            await relay.HealthShowsAsync("redis", "up");
        }

        return relay;
    }
}
