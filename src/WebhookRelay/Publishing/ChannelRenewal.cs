namespace WebhookRelay.Publishing;

/// <summary>
/// Opens a channel anew whose publishes the broker goes on refusing. A channel that first publishes to a quorum queue
/// while its leader's node is down and no other leads yet is refused for as long as that node is down (rabbit_fifo_client
/// of RabbitMQ 3.10: the channel never learns of the next leader); another channel is taken at once. A full queue refuses
/// just the same, so this is done ever more rarely, and once what is under way was answered, so that it does not come out
/// twice.
/// </summary>
/// <param name="renew">Ends the channel; the next publish opens another.</param>
/// <param name="answerTimeout">How long what is under way is waited for; a broker that takes longer may get it twice.</param>
/// <param name="retriedWithin">The longest pause before a refused publish is sent again.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it is told.</param>
internal sealed partial class ChannelRenewal(Func<ValueTask> renew, Func<TimeSpan> answerTimeout, Func<TimeSpan> retriedWithin, TimeProvider time, ILogger logger)
{
    /// <summary>How long the broker refuses before the channel is in doubt. Twice as long after each renewal that did not help.</summary>
    public static readonly TimeSpan FirstRenewalAfter = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan LongestRenewalAfter = TimeSpan.FromMinutes(1);

    /// <summary>Refusals further apart than the longest retry pause and this are unrelated.</summary>
    public static readonly TimeSpan IdleReset = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private int _inFlight;
    private TaskCompletionSource? _answered;
    private Task? _renewing;
    private long _suspectSince;
    private long? _lastRefusal;
    private TimeSpan _after = FirstRenewalAfter;

    /// <summary>Begins a publish; to be disposed when it was answered, or failed.</summary>
    public async ValueTask<PublishScope> EnterAsync(CancellationToken cancellationToken)
    {
        while (TryEnter() is { } renewing)
        {
            await renewing.WaitAsync(cancellationToken);
        }

        return new PublishScope(this);
    }

    /// <summary>The broker has refused a publish on the channel. To be called during its turn.</summary>
    /// <returns>Whether the channel is opened again because of it.</returns>
    public bool OnRefused()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_lastRefusal is not { } last || time.GetElapsedTime(last, now) > retriedWithin() + IdleReset)
            {
                (_suspectSince, _after) = (now, FirstRenewalAfter);
            }

            _lastRefusal = now;
            var refusedFor = time.GetElapsedTime(_suspectSince, now);
            if (_renewing is not null || refusedFor < _after)
            {
                return false;
            }

            LogRenewed(logger, (int)refusedFor.TotalSeconds);
            (_suspectSince, _after) = (now, _after * 2 < LongestRenewalAfter ? _after * 2 : LongestRenewalAfter);
            _answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _renewing = RenewAsync(_answered.Task);
            return true;
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
            // One that cannot be ended in order is ended by the broker, and what was published on it goes again.
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

    [LoggerMessage(1, LogLevel.Warning, "RabbitMQ has refused publishes for {Seconds} s: a queue is full or has no leader, or the channel does not know the leader; the channel is opened anew")]
    private static partial void LogRenewed(ILogger logger, int seconds);

    [LoggerMessage(2, LogLevel.Warning, "The channel was not ended in order")]
    private static partial void LogNotEnded(ILogger logger, Exception error);

    /// <summary>A publish that is under way.</summary>
    internal readonly struct PublishScope(ChannelRenewal renewal) : IDisposable
    {
        public void Dispose() => renewal.Leave();
    }
}
