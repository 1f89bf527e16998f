namespace WebhookRelay.Cli.Exporting;

/// <summary>Saves checkpoints beside the download: first the rows are put on disk, then the checkpoint that counts them.</summary>
internal sealed class CheckpointSaver(TimeProvider time)
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Where saving takes long, on a slow disk or with many ids, it is done less often.</summary>
    private const int IntervalsPerSave = 20;

    private Task<TimeSpan> _saving = Task.FromResult(TimeSpan.Zero);
    private long _began = time.GetTimestamp();

    public bool IsDue
    {
        get
        {
            if (!_saving.IsCompletedSuccessfully)
            {
                return _saving.IsFaulted;
            }

            var elapsed = time.GetElapsedTime(_began);
            return elapsed >= ShortestInterval && elapsed >= _saving.Result * IntervalsPerSave;
        }
    }

    /// <exception cref="IOException">The last checkpoint could not be saved.</exception>
    public async Task BeginAsync(ExportCheckpoint checkpoint, params IReadOnlyList<IRowOutput> outputs)
    {
        await _saving;
        _began = time.GetTimestamp();
        _saving = Task.Run(() => Save(checkpoint, outputs));
    }

    public async Task SaveAsync(ExportCheckpoint checkpoint, params IReadOnlyList<IRowOutput> outputs)
    {
        await BeginAsync(checkpoint, outputs);
        await _saving;
    }

    /// <summary>Waits for a save that is under way.</summary>
    public Task FinishAsync() => _saving;

    private TimeSpan Save(ExportCheckpoint checkpoint, IReadOnlyList<IRowOutput> outputs)
    {
        var began = time.GetTimestamp();
        foreach (var output in outputs)
        {
            output.Sync();
        }

        CheckpointStore.Save(checkpoint);
        return time.GetElapsedTime(began);
    }
}
