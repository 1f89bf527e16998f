using WebhookRelay.Ledger;

namespace WebhookRelay.Replaying;

/// <summary>The progress of a replay: entries in flight, completed entries in order, and the saved record.</summary>
internal sealed class ReplayProgress(ReplayRecord replay, ReplayStore store, TimeProvider time)
{
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(1);

    private readonly Queue<(long Sequence, Task<AttemptResult?> Ends)> _inFlight = new();
    private volatile ReplayRecord _replay = replay;
    private long _savedAt = time.GetTimestamp();

    public ReplayRecord Replay => _replay;

    public void AddSelected(SelectedPage page)
    {
        var chosen = _replay with { ChooseFrom = page.Next, Total = _replay.Total + page.Selected.Count };
        store.Save(chosen, page.Selected.Select(found => found.Entry.Sequence));
        _replay = chosen;
    }

    public void SetRunning()
    {
        _replay = _replay with { State = ReplayState.Running };
        store.Save(_replay, []);
    }

    /// <summary>Adds an entry in flight.</summary>
    public void Add(long sequence, Task<AttemptResult?> task) => _inFlight.Enqueue((sequence, task));

    /// <summary>Counts completed entries in order, up to the first incomplete one; with <paramref name="all"/> it waits for the rest.</summary>
    public async Task CollectAsync(bool all)
    {
        while (_inFlight.TryPeek(out var first) && (all || first.Ends.IsCompleted))
        {
            Count(first.Sequence, await first.Ends);
        }

        if (time.GetElapsedTime(_savedAt) >= SaveInterval)
        {
            _savedAt = time.GetTimestamp();
            store.Save(_replay, []);
        }
    }

    /// <summary>Waits until nothing is in flight. Entries after an incomplete one are replayed again later.</summary>
    public async Task AbandonAsync()
    {
        foreach (var (_, task) in _inFlight)
        {
            await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        while (_inFlight.TryPeek(out var first) && first.Ends.IsCompletedSuccessfully)
        {
            Count(first.Sequence, await first.Ends);
        }

        _inFlight.Clear();
    }

    /// <exception cref="LedgerUnavailableException">The ledger cannot be written now.</exception>
    public void Save() => store.Save(_replay, []);

    /// <exception cref="LedgerUnavailableException">The ledger cannot be written now.</exception>
    public void End(ReplayState state)
    {
        var ended = _replay with { State = state, EndedAt = time.GetUtcNow() };
        store.End(ended);
        _replay = ended;
    }

    private void Count(long sequence, AttemptResult? outcome)
    {
        _inFlight.Dequeue();
        var counts = _replay.Counts;
        _replay = _replay with
        {
            Position = sequence,
            Counts = outcome switch
            {
                null => counts with { Gone = counts.Gone + 1 },
                AttemptResult.Relayed => counts with { Relayed = counts.Relayed + 1 },
                AttemptResult.Unrouted => counts with { Unrouted = counts.Unrouted + 1 },
                AttemptResult.Quarantined => counts with { Quarantined = counts.Quarantined + 1 },
                _ => counts with { Failed = counts.Failed + 1 },
            },
        };
    }
}
