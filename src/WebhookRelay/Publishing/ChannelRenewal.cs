using WebhookRelay.Starting;

namespace WebhookRelay.Publishing;

/// <summary>
/// Replaces a channel whose publishes the broker keeps refusing. A channel that first publishes to a quorum queue while it
/// has no leader stays refused as long as the old leader's node is down (rabbit_fifo_client of RabbitMQ 3.10 never learns
/// of the next leader), while a new channel is accepted at once. A full queue looks the same, so the replacement backs off,
/// and it waits for publishes in flight so that they are not duplicated.
/// </summary>
/// <param name="renew">Closes the channel; the next publish opens another.</param>
/// <param name="answerTimeout">How long to wait for publishes in flight; a broker that takes longer may receive them twice.</param>
/// <param name="retriedWithin">The longest pause before a refused publish is sent again.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The logger.</param>
internal sealed partial class ChannelRenewal(Func<ValueTask> renew, Func<TimeSpan> answerTimeout, Func<TimeSpan> retriedWithin, TimeProvider time, ILogger logger)
{
    /// <summary>How long the broker must refuse before the channel is replaced. Doubles after each replacement that did not help.</summary>
    public static readonly TimeSpan FirstRenewalAfter = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan LongestRenewalAfter = TimeSpan.FromMinutes(1);

    /// <summary>Refusals further apart than the longest retry pause and this are unrelated.</summary>
    public static readonly TimeSpan IdleReset = TimeSpan.FromSeconds(10);

    /// <summary>Longer than the longest pause before a queue is retried, which stays short however long the queue refuses.</summary>
    private static readonly TimeSpan RareAfter = TimeSpan.FromSeconds(7);

    private readonly Lock _lock = new();
    private int _inFlight;
    private TaskCompletionSource? _answered;
    private Task? _renewing;
    private long _suspectSince;
    private long? _lastRefusal;
    private TimeSpan _after = FirstRenewalAfter;

    /// <summary>Starts a publish. Dispose the result when the publish was answered or failed.</summary>
    public async ValueTask<PublishScope> EnterAsync(CancellationToken cancellationToken)
    {
        while (TryEnter() is { } renewing)
        {
            await renewing.WaitAsync(cancellationToken);
        }

        return new PublishScope(this);
    }

    /// <summary>The broker refused a publish on the channel. Call before its scope is disposed.</summary>
    public void OnRefused()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_lastRefusal is not { } last || time.GetElapsedTime(last, now) > retriedWithin() + IdleReset)
            {
                (_suspectSince, _after) = (now, FirstRenewalAfter);
            }

            // Retries that are this far apart each get a new channel: the next one is its first publish.
            var isRare = _lastRefusal is { } before && time.GetElapsedTime(before, now) >= RareAfter;
            _lastRefusal = now;
            var refusedFor = time.GetElapsedTime(_suspectSince, now);
            if (_renewing is null && refusedFor >= FirstRenewalAfter && (isRare || refusedFor >= _after))
            {
                LogRenewed(logger, (int)refusedFor.TotalSeconds);
                (_suspectSince, _after) = (now, BackOff.Next(_after, LongestRenewalAfter));
                _answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _renewing = RenewAsync(_answered.Task);
            }
        }
    }

    private Task? TryEnter()
    {
        lock (_lock)
        {
            if (_renewing is null)
            {
                _inFlight++;
            }

            return _renewing;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            _inFlight--;
            if (_inFlight is 0)
            {
                _answered?.TrySetResult();
            }
        }
    }

    private async Task RenewAsync(Task answered)
    {
        await answered.WaitAsync(answerTimeout(), time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        try
        {
            await renew();
        }
        catch (Exception e)
        {
            // The broker closes a channel that cannot be closed cleanly; its publishes are sent again.
            LogNotEnded(logger, e);
        }
        finally
        {
            lock (_lock)
            {
                (_renewing, _answered) = (null, null);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "RabbitMQ has refused publishes for {Seconds} s: a queue is full or has no leader, or the channel does not know the leader; the channel is reopened")]
    private static partial void LogRenewed(ILogger logger, int seconds);

    [LoggerMessage(2, LogLevel.Warning, "The channel was not closed cleanly")]
    private static partial void LogNotEnded(ILogger logger, Exception error);

    /// <summary>A publish in flight.</summary>
    internal readonly struct PublishScope(ChannelRenewal renewal) : IDisposable
    {
        public void Dispose() => renewal.Leave();
    }
}
