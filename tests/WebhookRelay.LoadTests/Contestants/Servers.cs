using RabbitMQ.Client;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.LoadTests.Contestants;

/// <summary>The Redis and RabbitMQ servers shared by all contestants.</summary>
internal sealed class Servers : IAsyncDisposable
{
    private readonly HttpClient _management;

    private Servers(RedisServer redis, RabbitMqServer rabbit)
    {
        (Redis, Rabbit) = (redis, rabbit);
        _management = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{rabbit.ManagementPort}/") };
        _management.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String("guest:guest"u8));
    }

    public RedisServer Redis { get; }

    public RabbitMqServer Rabbit { get; }

    public static async Task<Servers> StartAsync()
    {
        var redis = await RedisServer.StartAsync();
        try
        {
            return new Servers(redis, await RabbitMqServer.StartAsync(allCores: true));
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    /// <summary>Empties Redis and creates a new virtual host.</summary>
    public async Task<string> ClearAsync()
    {
        await Redis.CommandAsync("FLUSHALL");
        return await Rabbit.CreateVhostAsync();
    }

    /// <summary>Frees the queue's memory now rather than during the next run.</summary>
    public async Task RemoveAsync(string vhost)
    {
        using var removed = await _management.DeleteAsync(new Uri($"api/vhosts/{vhost}", UriKind.Relative));
        removed.EnsureSuccessStatusCode();
    }

    public Task<IConnection> ConnectAsync(string vhost) => Rabbit.ConnectAsync(vhost);

    public async ValueTask DisposeAsync()
    {
        _management.Dispose();
        await Rabbit.DisposeAsync();
        await Redis.DisposeAsync();
    }
}
