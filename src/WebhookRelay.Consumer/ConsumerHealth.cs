using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using WebhookRelay.Consumer.Inboxes;
using WebhookRelay.Consumer.Receiving;

namespace WebhookRelay.Consumer;

/// <summary>Whether events are taken. Degraded, not unhealthy, while the broker or Redis is away: a restart would not help.</summary>
internal sealed class ConsumerHealth(ConsumerBus bus, InboxRedis redis) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var result = (bus.Health, redis.Answers) switch
        {
            (BusHealthStatus.Healthy, true) => HealthCheckResult.Healthy("Events are taken."),
            (BusHealthStatus.Healthy, false) => HealthCheckResult.Degraded("Redis does not answer: no event is begun until it does, and none is acknowledged."),
            _ => HealthCheckResult.Degraded("RabbitMQ is not usable, or refuses the queue (see the log): events wait there."),
        };
        return Task.FromResult(result);
    }
}
