using StackExchange.Redis;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Deduplication;

/// <summary>Runs scripts in Redis, or says that Redis is away; it never throws for an outage.</summary>
internal interface IScriptRunner
{
    DependencyState State { get; }

    /// <summary>Runs a script; null where Redis is away. What is null may have been run all the same.</summary>
    ValueTask<RedisResult?> EvaluateAsync(string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken);
}
