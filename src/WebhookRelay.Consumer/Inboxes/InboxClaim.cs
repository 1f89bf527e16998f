namespace WebhookRelay.Consumer.Inboxes;

/// <summary>
/// An event in hand, renewed until it is disposed. Disposing one that is not done gives it back to whoever comes next.
/// While Redis is away the claim goes on: nobody else can take the event meanwhile, unless Redis is away for us alone.
/// </summary>
internal sealed class InboxClaim : IAsyncDisposable
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    private readonly InboxRedis _redis;
    private readonly TimeProvider _time;
    private readonly EventKey _key;
    private readonly string _token;
    private readonly TimeSpan _lease;
    private readonly TimeSpan _window;
    private readonly HashSet<string> _ended;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _disposing = new();
    private readonly Task _renewing;
    private bool _isDone;

    public InboxClaim(InboxRedis redis, TimeProvider time, EventKey key, string token, long fence, ReadOnlySpan<string> ended, TimeSpan lease, TimeSpan window)
    {
        (_redis, _time, _key, _token, _lease, _window) = (redis, time, key, token, lease, window);
        _ended = [.. ended];
        Fence = fence;
        _renewing = RenewAsync();
    }

    public long Fence { get; }

    /// <summary>Is cancelled once another has taken the event.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Whether a handler ended, for whoever had the event before.</summary>
    public bool HasEnded(string handler) => _ended.Contains(handler);

    /// <summary>Notes that a handler has ended, as often as it takes. False where another has taken the event.</summary>
    /// <param name="handler">Its name.</param>
    /// <param name="last">Whether the event is done with it.</param>
    /// <param name="cancellationToken">Gives up: the effect is then made again.</param>
    public async Task<bool> NoteAsync(string handler, bool last, CancellationToken cancellationToken)
    {
        var noted = (bool)await _redis.AskAsync(InboxScripts.Note, _key.Redis, [_token, Inbox.Ms(_window), Fence, handler, last], cancellationToken);
        _isDone |= noted && last;
        return noted;
    }

    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync();
        await _renewing;
        if (!_isDone && !_lost.IsCancellationRequested)
        {
            await _redis.TryAskAsync(InboxScripts.Release, _key.Redis, [_token], CancellationToken.None);
        }

        _disposing.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync()
    {
        var pause = _lease / 3;
        try
        {
            while (true)
            {
                await Task.Delay(pause, _time, _disposing.Token);
                var answer = await _redis.TryAskAsync(InboxScripts.Renew, _key.Redis, [_token, Inbox.Ms(_lease), Inbox.Ms(_window), Fence], _disposing.Token);
                if (answer is not null && !(bool)answer)
                {
                    await _lost.CancelAsync();
                    return;
                }

                pause = answer is null && AskAgainAfter < _lease / 3 ? AskAgainAfter : _lease / 3;
            }
        }
        catch (OperationCanceledException) when (_disposing.IsCancellationRequested)
        {
            // Disposed.
        }
    }
}
