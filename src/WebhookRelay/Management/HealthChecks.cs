using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using WebhookRelay.Clock;
using WebhookRelay.Deduplication;
using WebhookRelay.Ledger;
using WebhookRelay.Publishing;
using WebhookRelay.Relaying;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Management;

/// <summary>
/// Live: the process answers. Ready: the ledger can be written. Without Redis or the broker the service is degraded but
/// ready, since it still acknowledges deliveries.
/// </summary>
internal sealed class HealthChecks(DeliveryLedger ledger, IDeduplication deduplication, IEventPublisher publisher, ExchangeDeclarer exchange, RefusedEntries refused, ClockMonitor clock, TimeProvider time)
{
    private const string LedgerCheck = "ledger";

    private readonly Lock _lock = new();
    private (bool Writable, bool Low, DateTimeOffset Since) _ledger = (true, false, time.GetUtcNow());

    public static JsonHttpResult<Health> Live() => Json(new Health("healthy", new Dictionary<string, Check>(StringComparer.Ordinal)), StatusCodes.Status200OK);

    /// <summary>The port opens after the ledger is open, so any answer means that the service has started.</summary>
    public JsonHttpResult<Health> Startup() => Json(Read(), StatusCodes.Status200OK);

    public JsonHttpResult<Health> Ready()
    {
        var health = Read();
        return Json(health, health.Checks[LedgerCheck].Status is "down" ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    public Health Read()
    {
        var checks = Checks();
        return new Health(StatusOf(checks), checks);
    }

    private static string StatusOf(Dictionary<string, Check> checks) =>
        checks[LedgerCheck].Status is "down" ? "unhealthy" : checks.Values.Any(check => check.Status is "degraded" or "down") ? "degraded" : "healthy";

    private Dictionary<string, Check> Checks()
    {
        var checks = new Dictionary<string, Check>(StringComparer.Ordinal)
        {
            [LedgerCheck] = OfLedger(),
            ["redis"] = Of(deduplication.State),
            ["rabbitmq"] = Of(publisher.State),
            ["queues"] = Of(refused.State),
            ["clock"] = Of(clock.State),
        };
        if (exchange.State is { Health: not DependencyHealth.NotConfigured } itsState)
        {
            checks["exchange"] = Of(itsState);
        }

        foreach (var (name, state) in publisher.Subscribers)
        {
            checks[$"subscriber:{name}"] = Of(refused.StateOf(name) ?? state);
        }

        return checks;
    }

    private Check OfLedger()
    {
        var status = ledger.Status;
        lock (_lock)
        {
            if ((status.Writable, status.Low) != (_ledger.Writable, _ledger.Low))
            {
                _ledger = (status.Writable, status.Low, time.GetUtcNow());
            }

            return status switch
            {
                { Writable: false } => new("down", status.Fault, _ledger.Since),
                { Low: true } => new("degraded", $"{status.FreeBytes} bytes are free on its disk, less than Ledger:WarnAt.", _ledger.Since),
                _ => new("up", null, _ledger.Since),
            };
        }
    }

    private static Check Of(DependencyState state) => new(
        state.Health switch
        {
            DependencyHealth.Up => "up",
            DependencyHealth.Degraded => "degraded",
            DependencyHealth.Down => "down",
            DependencyHealth.NotConfigured => "not-configured",
            _ => throw new UnreachableException($"{state.Health} has no name."),
        },
        state.Reason,
        state.Since);

    private static JsonHttpResult<Health> Json(Health health, int status) =>
        TypedResults.Json(health, HealthJson.Default.Health, statusCode: status);
}

/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Checks">Each dependency by name; a subscriber is <c>subscriber:&lt;name&gt;</c>.</param>
internal sealed record Health(string Status, IReadOnlyDictionary<string, Check> Checks);

/// <param name="Status"><c>up</c>, <c>degraded</c>, <c>down</c> or <c>not-configured</c>.</param>
/// <param name="Reason">What is wrong; null if nothing is. The clock's last jump is still named after it is over.</param>
/// <param name="Since">When the status was reached.</param>
internal sealed record Check(string Status, string? Reason, DateTimeOffset Since);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Health))]
internal sealed partial class HealthJson : JsonSerializerContext;
