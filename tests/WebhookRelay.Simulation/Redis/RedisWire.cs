using StackExchange.Redis;
using WebhookRelay.Deduplication;
using WebhookRelay.Simulation.Time;
using WebhookRelay.Simulation.World;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Simulation.Redis;

/// <summary>A relay's connection to Redis. Requests and responses are delayed, and lost while Redis is unavailable.</summary>
internal sealed class RedisWire(SimulatedRedis redis, Timeline timeline, ProcessLifetime lifetime, TimeProvider time, Random random, GuaranteeMonitor monitor) : IScriptRunner
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private static readonly DependencyState Up = new(DependencyHealth.Up, Reason: null, DateTimeOffset.UnixEpoch);
    private static readonly DependencyState Away = new(DependencyHealth.Degraded, "away", DateTimeOffset.UnixEpoch);

    public DependencyState State { get; private set; } = Up;

    public async ValueTask<RedisResult?> EvaluateAsync(string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        var patience = new ProcessPauseDetector(time, Deadline);
        while (State.Health is DependencyHealth.Up)
        {
            if (await AskAsync(script, keys, arguments).WaitAsync(cancellationToken) is { } result)
            {
                return result;
            }

            if (patience.ShouldGiveUp())
            {
                Went();
            }
        }

        return null;
    }

    /// <summary>Sends one request; null if no response arrives within the deadline.</summary>
    private Task<RedisResult?> AskAsync(string script, RedisKey[] keys, RedisValue[] arguments)
    {
        var answer = new TaskCompletionSource<RedisResult?>(TaskCreationOptions.RunContinuationsAsynchronously);
        timeline.After(redis.Travel(random), () =>
        {
            if (redis.IsAway)
            {
                return;
            }

            var result = redis.Keys.Run(script, keys, arguments);
            timeline.After(redis.Travel(random), lifetime, () =>
            {
                if (!redis.IsAway)
                {
                    answer.TrySetResult(result);
                }
            });
        });
        timeline.After(Deadline, lifetime, () => answer.TrySetResult(null));
        return answer.Task;
    }

    private void Went()
    {
        if (State.Health is DependencyHealth.Up)
        {
            State = Away;
            monitor.RedisWasInTrouble = true;
            LookAgain();
        }
    }

    private void LookAgain() => timeline.After(LookEvery, lifetime, () =>
    {
        if (redis.IsAway)
        {
            LookAgain();
        }
        else
        {
            State = Up;
        }
    });
}
