using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Deduplication;

/// <summary>The connection to Redis: away at the first failure, asked once a second, and back without a restart.</summary>
internal sealed partial class RedisLink(IOptionsMonitor<DeduplicationOptions> options, TimeProvider time, ILogger<RedisLink> logger) : BackgroundService, IScriptRunner
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(50);

    /// <summary>Its own two, and one of each kind that the scripts are given, which it does not touch.</summary>
    private static readonly RedisKey[] ProbeKeys =
        [.. ((string[])["probe", "probe:text", "id:probe", "content:probe", "newest:probe", "turn:probe"]).Select(key => (RedisKey)(RedisDeduplication.Prefix + key))];

    private static readonly RedisValue[] ProbeLasts = [60_000];

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, ScriptQueue> _queues = new(StringComparer.Ordinal);
    private ConnectionMultiplexer? _redis;
    private string _endpoints = string.Empty;
    private string? _refusal;
    private volatile DependencyState _state = new(DependencyHealth.Degraded, "Redis was not reached yet.", time.GetUtcNow());

    public DependencyState State => _state;

    public async ValueTask<RedisResult?> EvaluateAsync(string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        if (!_looked.Task.IsCompleted)
        {
            await _looked.Task.WaitAsync(cancellationToken);
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
        var settings = RedisAddress.Of(options.CurrentValue);
        settings.SetDefaultPorts();
        _endpoints = string.Join(", ", settings.EndPoints.Select(endpoint => endpoint is DnsEndPoint dns ? $"{dns.Host}:{dns.Port}" : $"{endpoint}"));
        settings.AbortOnConnectFail = false;
        settings.BacklogPolicy = BacklogPolicy.FailFast;
        settings.ConnectTimeout = (int)Deadline.TotalMilliseconds;
        settings.AsyncTimeout = (int)Deadline.TotalMilliseconds;
        settings.ReconnectRetryPolicy = new LinearRetry((int)LookEvery.TotalMilliseconds);
        // The client's own guard, without which it does not send INFO.
        settings.AllowAdmin = true;
        settings.ClientName ??= "WebhookRelay";
        _redis = await ConnectionMultiplexer.ConnectAsync(settings);
        using var timer = new PeriodicTimer(LookEvery, time);
        do
        {
            // What a claim needs, since a Redis that is full, is no master any more or lets us run no script answers a ping and takes no claim.
            if (await AskAsync(() => _redis.GetDatabase().ScriptEvaluateAsync(RedisScripts.Probe, ProbeKeys, ProbeLasts), stoppingToken) is not null)
            {
                await CameAsync();
            }

            _looked.TrySetResult();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>What is asked is asked for several, and nobody's stop ends it for the others.</summary>
    private ScriptQueue NewQueue(string script) => new(script, async (each, keys, arguments) => State.Health is DependencyHealth.Up
        ? await AskAsync(async () => await _redis!.GetDatabase().ScriptEvaluateAsync(each, keys, arguments), CancellationToken.None)
        : null);

    private async Task<RedisResult?> AskAsync(Func<Task<RedisResult>> ask, CancellationToken cancellationToken)
    {
        var patience = new Patience(time, Deadline);
        while (true)
        {
            try
            {
                return await ask().WaitAsync(Deadline, time, cancellationToken);
            }
            catch (Exception e) when (e is RedisException or TimeoutException or RedisCommandException)
            {
                if (patience.IsOver())
                {
                    Went(e);
                    return null;
                }
            }

            await Task.Delay(AskAgainAfter, time, cancellationToken);
        }
    }

    private void Went(Exception failure)
    {
        var refusal = RedisFailure.Refusal(failure);
        var why = $"{_endpoints}: {refusal ?? RedisFailure.Kind(failure)}";
        lock (_lock)
        {
            var wasAway = _state.Health is DependencyHealth.Degraded;
            if (wasAway && _looked.Task.IsCompleted && (refusal is null || string.Equals(refusal, _refusal, StringComparison.Ordinal)))
            {
                return;
            }

            _refusal = refusal;
            _state = new DependencyState(
                DependencyHealth.Degraded,
                $"Redis {(refusal is null ? "does not answer" : "refuses what the relay asks")} ({why}); repeats are found within this ledger only.",
                wasAway ? _state.Since : time.GetUtcNow());
        }

        if (refusal is null)
        {
            LogWent(logger, why);
        }
        else
        {
            LogRefuses(logger, why);
        }
    }

    private async Task CameAsync()
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

        LogCame(logger);
        await WarnIfItEvictsAsync();
    }

    private async Task WarnIfItEvictsAsync()
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
            // A user without the right to INFO, or gone again: only the warning is lost.
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Redis does not answer: repeats are found within this ledger only until it does ({Reason})")]
    private static partial void LogWent(ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Warning, "Redis refuses what the relay asks: repeats are found within this ledger only until it does not ({Reason})")]
    private static partial void LogRefuses(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Information, "Redis answers")]
    private static partial void LogCame(ILogger logger);

    [LoggerMessage(3, LogLevel.Warning, "Redis may evict keys (maxmemory-policy {Policy}): an evicted claim costs a double; set noeviction")]
    private static partial void LogEvicts(ILogger logger, string policy);
}
