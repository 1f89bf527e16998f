using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using WebhookRelay.Consumer.Inboxes;
using WebhookRelay.Consumer.Receiving;

namespace WebhookRelay.Consumer;

/// <summary>Whether events are consumed. Degraded, not unhealthy, while the broker or Redis is unavailable: a restart would not help.</summary>
internal sealed class ConsumerHealth(ConsumerBus bus, InboxRedis redis) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var result = (bus.Health, redis.IsAvailable) switch
        {
            (BusHealthStatus.Healthy, true) => HealthCheckResult.Healthy("Events are consumed."),
            (BusHealthStatus.Healthy, false) => HealthCheckResult.Degraded("Redis does not respond: until it does, no event is started or acknowledged."),
            _ => HealthCheckResult.Degraded("RabbitMQ is unavailable or rejects the queue (see the log). Events wait in RabbitMQ."),
        };
        return Task.FromResult(result);
    }
}
