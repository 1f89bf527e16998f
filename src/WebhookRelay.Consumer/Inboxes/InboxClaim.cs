namespace WebhookRelay.Consumer.Inboxes;

/// <summary>
/// A claimed event. The lease is renewed until disposal; disposing an unfinished claim releases the event. The claim stays
/// valid while Redis is unavailable: no other consumer can take the event, unless it can reach Redis and this one cannot.
/// </summary>
internal sealed class InboxClaim : IAsyncDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly InboxRedis _redis;
    private readonly TimeProvider _time;
    private readonly EventKey _key;
    private readonly string _token;
    private readonly TimeSpan _lease;
    private readonly TimeSpan _window;
    private readonly HashSet<string> _completed;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _disposing = new();
    private readonly Task _renewing;
    private bool _isDone;

    public InboxClaim(InboxRedis redis, TimeProvider time, EventKey key, string token, long fence, ReadOnlySpan<string> completed, TimeSpan lease, TimeSpan window)
    {
        (_redis, _time, _key, _token, _lease, _window) = (redis, time, key, token, lease, window);
        _completed = [.. completed];
        Fence = fence;
        _renewing = RenewAsync();
    }

    public long Fence { get; }

    /// <summary>Cancelled once another consumer has taken the event.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Whether a handler already succeeded, for this claim or an earlier one.</summary>
    public bool IsCompleted(string handler) => _completed.Contains(handler);

    /// <summary>Records that a handler succeeded; retries until Redis responds. False if another consumer has taken the event.</summary>
    /// <param name="handler">The handler's name.</param>
    /// <param name="last">Whether this completes the event.</param>
    /// <param name="cancellationToken">Stops the retries. The effect is then repeated.</param>
    public async Task<bool> RecordAsync(string handler, bool last, CancellationToken cancellationToken)
    {
        var recorded = (bool)await _redis.EvaluateAsync(InboxScripts.RecordCompletion, _key.Redis, [_token, Inbox.Ms(_window), Fence, handler, last], cancellationToken);
        _isDone |= recorded && last;
        return recorded;
    }

    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync();
        await _renewing;
        if (!_isDone && !_lost.IsCancellationRequested)
        {
            await _redis.TryEvaluateAsync(InboxScripts.Release, _key.Redis, [_token], CancellationToken.None);
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
                var answer = await _redis.TryEvaluateAsync(InboxScripts.Renew, _key.Redis, [_token, Inbox.Ms(_lease), Inbox.Ms(_window), Fence], _disposing.Token);
                if (answer is not null && !(bool)answer)
                {
                    await _lost.CancelAsync();
                    return;
                }

                pause = answer is null && RetryInterval < _lease / 3 ? RetryInterval : _lease / 3;
            }
        }
        catch (OperationCanceledException) when (_disposing.IsCancellationRequested)
        {
            // Disposed.
        }
    }
}
