using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Security;

/// <summary>A RabbitMQ and a Redis that require client certificates of a temporary authority.</summary>
public sealed class TlsServers : IAsyncLifetime
{
    private RabbitMqServer? _rabbit;
    private RedisServer? _redis;

    internal CertificateAuthority Authority { get; } = new();

    internal RabbitMqServer Rabbit => _rabbit!;

    internal RedisServer Redis => _redis!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync(Authority);
        _rabbit = await RabbitMqServer.StartAsync(Authority);
    }

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        await Rabbit.DisposeAsync();
        Authority.Dispose();
    }
}
