namespace WebhookRelay.Deduplication;

/// <summary>Without Redis there is nobody else: every turn is ours, and a note is shared with nobody.</summary>
internal sealed class LoneTurns : ITurns
{
    public ValueTask<Turn?> TakeAsync(string work, TimeSpan lease, CancellationToken cancellationToken) => new(new LoneTurn());

    public ValueTask<string?> ReadAsync(string work, CancellationToken cancellationToken) => new((string?)null);

    public ValueTask<IReadOnlyList<Fact>> ShareAsync(string work, IReadOnlyList<Fact> own, CancellationToken cancellationToken) => new(own);

    private sealed class LoneTurn : Turn
    {
        public override ValueTask<bool> RenewAsync(CancellationToken cancellationToken) => new(true);

        public override ValueTask<bool> WriteAsync(string note, CancellationToken cancellationToken) => new(true);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
