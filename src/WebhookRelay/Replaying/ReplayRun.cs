using WebhookRelay.Ledger;
using WebhookRelay.Normalising;
using WebhookRelay.Relaying;
using WebhookRelay.Starting;

namespace WebhookRelay.Replaying;

/// <summary>
/// Runs one replay: selects its entries, then publishes them in order, rate-limited, and yields to live traffic. Progress
/// is saved every second; after a crash, later events are published again with the same replayid.
/// </summary>
internal sealed partial class ReplayRun(
    ReplayRecord replay,
    ReplayStore store,
    ReplaySelector selector,
    ReplayPipeline pipeline,
    Relay relay,
    RelayWindow window,
    DeliveryLedger ledger,
    TimeProvider time,
    ILogger<ReplayRun> logger) : IDisposable
{
    private const int PageEntries = 256;

    /// <summary>With this many live entries in flight, the broker or this machine is busy.</summary>
    private const int MaxLiveInFlight = 64;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _stopWaiting = new();
    private readonly DataRowSequencer _sequencer = new();
    private readonly ReplayRateLimiter _rateLimiter = new(replay.Order.Rate, time);
    private readonly ReplayProgress _progress = new(replay, store, time);
    private volatile bool _cancelled;

    /// <summary>The current state.</summary>
    public ReplayRecord Replay => _progress.Replay;

    /// <summary>Cancels it for good; <see cref="RunAsync"/> completes soon after.</summary>
    public Task CancelAsync()
    {
        _cancelled = true;
        return PauseAsync();
    }

    /// <summary>Stops it until the service restarts.</summary>
    public async Task PauseAsync()
    {
        try
        {
            _stopWaiting.CancelAfter(ShutdownTimeouts.ReplayConfirms);
            await _stopping.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has just completed.
        }
    }

    /// <summary>Completes when the replay is completed, cancelled or paused.</summary>
    public async Task RunAsync()
    {
        LogRuns(logger, Replay.Id, Replay.State, Replay.Counts.Done, Replay.Total);
        while (Replay.IsActive)
        {
            try
            {
                await RunStateAsync();
            }
            catch (Exception e)
            {
                // A closed ledger logs this and reopens itself; anything else is a bug and is retried.
                await _progress.AbandonAsync();
                if (e is not LedgerUnavailableException and not OperationCanceledException)
                {
                    LogInterrupted(logger, Replay.Id, e);
                }

                if (_stopping.IsCancellationRequested && !_cancelled && TrySave())
                {
                    return;
                }

                if (e is not OperationCanceledException || !_cancelled)
                {
                    await Task.Delay(PauseAfterError, time, CancellationToken.None);
                }
            }
        }

        LogEnds(logger, Replay.Id, Replay.State, Replay.Counts.Done, Replay.Total, Replay.Counts.Relayed);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _stopWaiting.Dispose();
    }

    private async Task RunStateAsync()
    {
        if (_stopping.IsCancellationRequested && _cancelled)
        {
            _progress.End(ReplayState.Cancelled);
        }
        else if (Replay.State is ReplayState.Choosing)
        {
            await SelectAsync();
        }
        else
        {
            await ReplayAsync();
        }
    }

    private async Task SelectAsync()
    {
        while (Replay.ChooseFrom is { } from)
        {
            await WaitForLiveTrafficAsync();
            _progress.AddSelected(selector.Next(Replay.Order, from));
            await Task.Yield();
        }

        _progress.SetRunning();
    }

    private async Task ReplayAsync()
    {
        var taken = Replay.Position;
        while (store.ReadWork(Replay.Id, taken, PageEntries) is { Count: > 0 } page)
        {
            foreach (var sequence in page)
            {
                await _rateLimiter.WaitAsync(_stopping.Token);
                await WaitForLiveTrafficAsync();
                _progress.Add(sequence, await StartEntryAsync(sequence));
                taken = sequence;
                await _progress.CollectAsync(all: false);
            }
        }

        await _progress.CollectAsync(all: true);
        _progress.End(ReplayState.Completed);
    }

    private async Task WaitForLiveTrafficAsync()
    {
        _stopping.Token.ThrowIfCancellationRequested();
        while (relay.InFlight >= MaxLiveInFlight)
        {
            await Task.Delay(RetryDelay, time, _stopping.Token);
        }
    }

    /// <summary>Waits for capacity, reads the entry, then starts it. No later entry starts before its data row is known.</summary>
    private async Task<Task<AttemptResult?>> StartEntryAsync(long sequence)
    {
        if (ledger.Find(sequence) is not { } entry || ledger.ReadBody(entry) is not { } body)
        {
            return Task.FromResult<AttemptResult?>(null);
        }

        var heldBytes = pipeline.MemoryNeeded(body);
        await window.EnterAsync(heldBytes, _stopping.Token);
        try
        {
            return ReplayAsync(entry, await pipeline.ReadAsync(entry, body, _stopping.Token), heldBytes);
        }
        catch (OperationCanceledException)
        {
            window.Leave(heldBytes);
            throw;
        }
    }

    private async Task<AttemptResult?> ReplayAsync(LedgerEntry entry, NormalisedEvent? labelboxEvent, long heldBytes)
    {
        try
        {
            return await pipeline.RunAsync(Replay, entry, labelboxEvent, _sequencer, _stopWaiting.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException and not LedgerUnavailableException)
        {
            LogFailed(logger, Replay.Id, entry.Id, e);
            return AttemptResult.Failed;
        }
        finally
        {
            window.Leave(heldBytes);
        }
    }

    private bool TrySave()
    {
        try
        {
            _progress.Save();
            return true;
        }
        catch (LedgerUnavailableException)
        {
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Replay {ReplayId} runs: {State}, {Done} of {Total} deliveries replayed so far")]
    private static partial void LogRuns(ILogger logger, string replayId, ReplayState state, long done, long total);

    [LoggerMessage(2, LogLevel.Information, "Replay {ReplayId}: {State}, {Done} of {Total} deliveries replayed, {Relayed} of them relayed")]
    private static partial void LogEnds(ILogger logger, string replayId, ReplayState state, long done, long total, long relayed);

    [LoggerMessage(3, LogLevel.Error, "Replay {ReplayId}: delivery {DeliveryId} could not be replayed")]
    private static partial void LogFailed(ILogger logger, string replayId, string deliveryId, Exception exception);

    [LoggerMessage(4, LogLevel.Error, "Replay {ReplayId} was interrupted; it is retried")]
    private static partial void LogInterrupted(ILogger logger, string replayId, Exception exception);
}
