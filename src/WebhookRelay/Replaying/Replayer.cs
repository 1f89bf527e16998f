using System.Collections.Concurrent;
using WebhookRelay.Ledger;
using WebhookRelay.Relaying;
using WebhookRelay.Starting;

namespace WebhookRelay.Replaying;

/// <summary>Runs new replays and those that a restart interrupted. They share one small window, separate from the relay's.</summary>
internal sealed class Replayer(
    ReplayStore store, ReplaySelector selector, ReplayPipeline pipeline, Relay relay, DeliveryLedger ledger, RunMode mode, TimeProvider time, ILogger<ReplayRun> logger) : BackgroundService
{
    /// <summary>The maximum number of concurrent replays; further ones are refused.</summary>
    public const int MaxActive = 8;

    private const int WindowEntries = 32;
    private const long WindowBytes = 32 * 1024 * 1024;

    private readonly RelayWindow _window = new(WindowEntries, WindowBytes, refill: 1, time);
    private readonly ConcurrentDictionary<string, (ReplayRun Run, Task Ends)> _active = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private bool _stopping;

    /// <summary>Starts a replay; null if too many are running.</summary>
    /// <param name="order">The order.</param>
    /// <param name="by">Who requested it.</param>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be written now.</exception>
    public ReplayRecord? Start(ReplayOrder order, string by)
    {
        lock (_lock)
        {
            if (_stopping || _active.Count >= MaxActive)
            {
                return null;
            }

            var now = time.GetUtcNow();
            var replay = new ReplayRecord { Id = ReplayStore.NewId(now), CreatedAt = now, Order = order, By = by };
            store.Add(replay);
            Run(replay);
            return replay;
        }
    }

    /// <summary>Cancels a replay and returns its final state, also if it had already ended; null if the id is unknown.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public async Task<ReplayRecord?> CancelAsync(string id, CancellationToken cancellationToken)
    {
        if (_active.TryGetValue(id, out var active))
        {
            await active.Run.CancelAsync();
            await active.Ends.WaitAsync(cancellationToken);
        }

        return store.Find(id);
    }

    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public ReplayRecord? Find(string id) => _active.TryGetValue(id, out var active) ? active.Run.Replay : store.Find(id);

    /// <summary>All stored replays, newest first, and the ids of unreadable ones.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public (IReadOnlyList<ReplayRecord> Replays, IReadOnlyList<string> Unreadable) All()
    {
        var all = store.All();
        return (
            [.. all.Select(each => each.Record).OfType<ReplayRecord>().Select(replay => _active.TryGetValue(replay.Id, out var active) ? active.Run.Replay : replay)],
            [.. all.Where(each => each.Record is null).Select(each => each.Id)]);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _stopping = true;
        }

        await base.StopAsync(cancellationToken);
        var active = _active.Values.ToList();
        await Task.WhenAll(active.Select(each => each.Run.PauseAsync()));
        await Task.WhenAll(active.Select(each => each.Ends)).WaitAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A drain only relays what is left.
        if (!mode.Drain)
        {
            foreach (var replay in All().Replays.Where(replay => replay.IsActive))
            {
                Run(replay);
            }
        }

        return Task.CompletedTask;
    }

    private void Run(ReplayRecord replay)
    {
        var run = new ReplayRun(replay, store, selector, pipeline, relay, _window, ledger, time, logger);
        var ends = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _active[replay.Id] = (run, ends.Task);

        // The replay is not part of the request that started it.
        using var apart = ExecutionContext.SuppressFlow();
        _ = Task.Run(async () =>
        {
            try
            {
                await run.RunAsync();
            }
            finally
            {
                _active.TryRemove(replay.Id, out _);
                run.Dispose();
                ends.SetResult();
            }
        });
    }
}
