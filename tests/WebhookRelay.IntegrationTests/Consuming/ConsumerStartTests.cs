using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using WebhookRelay.Consumer;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Consuming;

/// <summary>A service starts without its dependencies, reports what is missing, and recovers automatically.</summary>
public sealed class ConsumerStartTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Service_starts_without_broker_and_Redis_and_consumes_once_they_are_available()
    {
        await using var rabbit = await RabbitMqServer.StartAsync();
        await using var redis = await RedisServer.StartAsync();
        await using var consumers = await ConsumerFixture.OpenAsync(rabbit, redis);
        await using var bound = await EventQueue.BindAsync(consumers.ConnectAsync, "#", "training");
        await consumers.Events.PublishAsync("one");
        await redis.KillAsync();
        await rabbit.StopAsync();

        var handler = new RecordedHandler();
        var host = await consumers.BeginAsync(handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>(), handler);
        Assert.Equal(HealthStatus.Degraded, await HealthAsync(host));
        await rabbit.StartAgainAsync();
        await handler.LogsAsync("Redis does not respond");
        await HealthBecomesAsync(host, HealthStatus.Degraded);
        Assert.Empty(handler.Calls);

        await redis.RestartAsync();
        Assert.Equal("one", Assert.Single(await handler.CalledAsync(1)).Event.Id);
        await HealthBecomesAsync(host, HealthStatus.Healthy);
        await consumers.EmptyAsync();
    }

    [Fact]
    public async Task Queue_with_different_arguments_is_named_and_replaced_once_deleted()
    {
        await using var rabbit = await RabbitMqServer.StartAsync();
        await using var redis = await RedisServer.StartAsync();
        await using var consumers = await ConsumerFixture.OpenAsync(rabbit, redis);
        await using var connection = await consumers.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ending);
        await channel.QueueDeclareAsync("training", durable: true, exclusive: false, autoDelete: false, arguments: null, cancellationToken: Ending);

        var handler = new RecordedHandler();
        var host = await consumers.BeginAsync(handlers => handlers.AddHandler<RecordingConsumer<LabelUpdated>>(), handler);
        await handler.LogsAsync("The broker rejects queue training");
        Assert.Equal(HealthStatus.Degraded, await HealthAsync(host));

        await channel.QueueDeleteAsync("training", ifUnused: false, ifEmpty: false, cancellationToken: Ending);
        await HealthBecomesAsync(host, HealthStatus.Healthy);
        await consumers.Events.PublishAsync("one");
        Assert.Equal("one", Assert.Single(await handler.CalledAsync(1)).Event.Id);

        // A queue that is lost at run time is restored with its bindings.
        await channel.QueueDeleteAsync("training", ifUnused: false, ifEmpty: false, cancellationToken: Ending);
        await Eventually.TrueAsync(
            async () => (await rabbit.CtlAsync("-q", "list_bindings", "-p", consumers.Vhost, "destination_name", "routing_key")).Contains("training\tlabel.updated.*", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60),
            "the queue is bound again");
        await consumers.Events.PublishAsync("two");
        Assert.Equal("two", (await handler.CalledAsync(2))[^1].Event.Id);
    }

    private static async Task<HealthStatus> HealthAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Ending)).Entries["labelbox-consumers"].Status;

    private static Task HealthBecomesAsync(IHost host, HealthStatus status) =>
        Eventually.TrueAsync(async () => await HealthAsync(host) == status, TimeSpan.FromSeconds(90), $"its health is {status}");
}
