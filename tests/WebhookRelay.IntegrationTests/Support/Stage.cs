using WebhookRelay.IntegrationTests.Support;

[assembly: AssemblyFixture(typeof(Stage))]

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>A Redis and a RabbitMQ for all tests that do not disturb them: each has a virtual host and a database of its own.</summary>
public sealed class Stage : IAsyncLifetime
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

    /// <summary>A relay with a virtual host and a bound queue of its own.</summary>
    internal Task<TestLine> OpenAsync(params (string Key, string Value)[] settings) => TestLine.OpenAsync(Rabbit, Redis, settings);
}
