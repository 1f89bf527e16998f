using StackExchange.Redis;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Deduplication;

/// <summary>Runs Lua scripts in Redis. Never throws for an outage.</summary>
internal interface IScriptRunner
{
    DependencyState State { get; }

    /// <summary>Runs a script; null if Redis is not available. The script may have run even then.</summary>
    ValueTask<RedisResult?> EvaluateAsync(string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken);
}
