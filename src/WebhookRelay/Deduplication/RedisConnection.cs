using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Deduplication;

/// <summary>The connection to Redis. Counts as unavailable at the first failure, is probed once a second, and recovers without a restart.</summary>
internal sealed partial class RedisConnection(IOptionsMonitor<DeduplicationOptions> options, TimeProvider time, ILogger<RedisConnection> logger) : BackgroundService, IScriptRunner
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>The probe's own two keys, and one of each kind that the scripts use, which it does not write.</summary>
    private static readonly RedisKey[] ProbeKeys =
        [.. ((string[])["probe", "probe:text", "id:probe", "content:probe", "newest:probe", "turn:probe"]).Select(key => (RedisKey)(RedisDeduplication.Prefix + key))];

    private static readonly RedisValue[] ProbeExpiry = [60_000];

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _probed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, ScriptQueue> _queues = new(StringComparer.Ordinal);
    private ConnectionMultiplexer? _redis;
    private string _endpoints = string.Empty;
    private string? _refusal;
    private volatile DependencyState _state = new(DependencyHealth.Degraded, "Redis has not been reached yet.", time.GetUtcNow());

    public DependencyState State => _state;

    public async ValueTask<RedisResult?> EvaluateAsync(string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        if (!_probed.Task.IsCompleted)
        {
            await _probed.Task.WaitAsync(cancellationToken);
        }

        return await _queues.GetOrAdd(script, NewQueue).RunAsync(keys, arguments, cancellationToken);
    }

    public override void Dispose()
    {
        _redis?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settings = RedisConfiguration.From(options.CurrentValue);
        settings.SetDefaultPorts();
        _endpoints = string.Join(", ", settings.EndPoints.Select(endpoint => endpoint is DnsEndPoint dns ? $"{dns.Host}:{dns.Port}" : $"{endpoint}"));
        settings.AbortOnConnectFail = false;
        settings.BacklogPolicy = BacklogPolicy.FailFast;
        settings.ConnectTimeout = (int)Timeout.TotalMilliseconds;
        settings.AsyncTimeout = (int)Timeout.TotalMilliseconds;
        settings.ReconnectRetryPolicy = new LinearRetry((int)ProbeInterval.TotalMilliseconds);
        // Required by the client for INFO.
        settings.AllowAdmin = true;
        settings.ClientName ??= "WebhookRelay";
        _redis = await ConnectionMultiplexer.ConnectAsync(settings);
        using var timer = new PeriodicTimer(ProbeInterval, time);
        do
        {
            // Probes what a claim needs: a Redis that is full, a replica, or forbids scripts still answers PING.
            if (await QueryAsync(() => _redis.GetDatabase().ScriptEvaluateAsync(RedisScripts.Probe, ProbeKeys, ProbeExpiry), stoppingToken) is not null)
            {
                await SetAvailableAsync();
            }

            _probed.TrySetResult();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>A call serves several callers, so no single caller's cancellation ends it.</summary>
    private ScriptQueue NewQueue(string script) => new(script, async (each, keys, arguments) => State.Health is DependencyHealth.Up
        ? await QueryAsync(async () => await _redis!.GetDatabase().ScriptEvaluateAsync(each, keys, arguments), CancellationToken.None)
        : null);

    private async Task<RedisResult?> QueryAsync(Func<Task<RedisResult>> query, CancellationToken cancellationToken)
    {
        var pauseDetector = new ProcessPauseDetector(time, Timeout);
        while (true)
        {
            try
            {
                return await query().WaitAsync(Timeout, time, cancellationToken);
            }
            catch (Exception e) when (e is RedisException or TimeoutException or RedisCommandException)
            {
                if (pauseDetector.ShouldGiveUp())
                {
                    SetUnavailable(e);
                    return null;
                }
            }

            await Task.Delay(RetryDelay, time, cancellationToken);
        }
    }

    private void SetUnavailable(Exception failure)
    {
        var refusal = RedisFailure.Refusal(failure);
        var why = $"{_endpoints}: {refusal ?? RedisFailure.Kind(failure)}";
        lock (_lock)
        {
            var wasAway = _state.Health is DependencyHealth.Degraded;
            if (wasAway && _probed.Task.IsCompleted && (refusal is null || string.Equals(refusal, _refusal, StringComparison.Ordinal)))
            {
                return;
            }

            _refusal = refusal;
            _state = new DependencyState(
                DependencyHealth.Degraded,
                $"Redis {(refusal is null ? "does not respond" : "rejects the relay's commands")} ({why}); this replica detects duplicates only in its own ledger.",
                wasAway ? _state.Since : time.GetUtcNow());
        }

        if (refusal is null)
        {
            LogUnavailable(logger, why);
        }
        else
        {
            LogRefuses(logger, why);
        }
    }

    private async Task SetAvailableAsync()
    {
        lock (_lock)
        {
            if (_state.Health is DependencyHealth.Up)
            {
                return;
            }

            _refusal = null;
            _state = new DependencyState(DependencyHealth.Up, Reason: null, time.GetUtcNow());
        }

        LogAvailable(logger);
        await WarnIfEvictingAsync();
    }

    private async Task WarnIfEvictingAsync()
    {
        try
        {
            foreach (var server in _redis!.GetServers().Where(server => server.IsConnected && !server.IsReplica))
            {
                var memory = (await server.InfoAsync("memory")).SelectMany(section => section).ToDictionary(line => line.Key, line => line.Value, StringComparer.Ordinal);
                if (memory.GetValueOrDefault("maxmemory_policy", "noeviction") is var policy and not "noeviction")
                {
                    LogEvicts(logger, policy);
                }
            }
        }
        catch (Exception e) when (e is RedisException or TimeoutException or RedisCommandException)
        {
            // No permission for INFO, or unavailable again: only the warning is lost.
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Redis does not respond; until it does, this replica detects duplicates only in its own ledger ({Reason})")]
    private static partial void LogUnavailable(ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Warning, "Redis rejects the relay's commands; until it accepts them, this replica detects duplicates only in its own ledger ({Reason})")]
    private static partial void LogRefuses(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Information, "Redis responds again")]
    private static partial void LogAvailable(ILogger logger);

    [LoggerMessage(3, LogLevel.Warning, "Redis may evict keys (maxmemory-policy {Policy}): an evicted claim costs a duplicate; set noeviction")]
    private static partial void LogEvicts(ILogger logger, string policy);
}
