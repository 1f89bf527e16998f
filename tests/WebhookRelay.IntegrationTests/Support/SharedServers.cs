using WebhookRelay.IntegrationTests.Support;

[assembly: AssemblyFixture(typeof(SharedServers))]

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>A shared Redis and RabbitMQ for tests that do not disturb them. Each test has its own virtual host and database.</summary>
public sealed class SharedServers : IAsyncLifetime
{
    private RabbitMqServer? _rabbit;
    private RedisServer? _redis;

    internal RabbitMqServer Rabbit => _rabbit!;

    internal RedisServer Redis => _redis!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _rabbit = await RabbitMqServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        await Rabbit.DisposeAsync();
    }

    /// <summary>Opens a relay with its own virtual host and bound queue.</summary>
    internal Task<RelayFixture> OpenAsync(params (string Key, string Value)[] settings) => RelayFixture.OpenAsync(Rabbit, Redis, settings);
}
