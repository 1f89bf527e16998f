using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using WebhookRelay.Deduplication;
using WebhookRelay.Publishing;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Management;

/// <summary>
/// Live: the process answers. Ready: the ledger can be written. Redis or the broker away is degraded and still ready,
/// since acknowledging goes on without them.
/// </summary>
internal sealed class HealthReport(Ledger.Ledger ledger, IDeduplication deduplication, IEventPublisher publisher, TimeProvider time)
{
    private readonly Lock _lock = new();
    private (bool Writable, bool Low, DateTimeOffset Since) _ledger = (true, false, time.GetUtcNow());

    public static JsonHttpResult<Health> Live() => Json(new Health("healthy", new Dictionary<string, Check>(StringComparer.Ordinal)), StatusCodes.Status200OK);

    public JsonHttpResult<Health> Ready()
    {
        var checks = new Dictionary<string, Check>(StringComparer.Ordinal)
        {
            ["ledger"] = OfLedger(),
            ["redis"] = Of(deduplication.State),
            ["rabbitmq"] = Of(publisher.State),
        };
        foreach (var (name, state) in publisher.Subscribers)
        {
            checks[$"subscriber:{name}"] = Of(state);
        }

        var ready = ledger.Status.Writable;
        var degraded = checks.Values.Any(check => check.Status is "degraded" or "down");
        return Json(
            new Health(!ready ? "unhealthy" : degraded ? "degraded" : "healthy", checks),
            ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
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
/// <param name="Checks">Each dependency by its name; a subscriber is <c>subscriber:&lt;name&gt;</c>.</param>
internal sealed record Health(string Status, IReadOnlyDictionary<string, Check> Checks);

/// <param name="Status"><c>up</c>, <c>degraded</c>, <c>down</c> or <c>not-configured</c>.</param>
/// <param name="Reason">What is wrong; null while nothing is.</param>
/// <param name="Since">When it came to be so.</param>
internal sealed record Check(string Status, string? Reason, DateTimeOffset Since);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Health))]
internal sealed partial class HealthJson : JsonSerializerContext;
