using Microsoft.Extensions.Options;

namespace WebhookRelay.Publishing;

/// <summary>
/// Handles a broker that does not answer publishes. It holds back everything but one probe, since an event sent again may
/// be duplicated. Late answers count. An answered probe resets the breaker; publishes that then stay unanswered for another
/// deadline are sent again.
/// </summary>
internal sealed partial class PublishCircuitBreaker(IOptionsMonitor<PublishingOptions> options, TimeProvider time, ILogger<PublishCircuitBreaker> logger) : BackgroundService
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly LinkedList<PublishAttempt> _unanswered = new();
    private TaskCompletionSource? _tripped;
    private BusPublication? _probe;

    /// <summary>When the broker stopped answering; null while it answers.</summary>
    public DateTimeOffset? StalledSince { get; private set; }

    /// <summary>Completes when the publication may send.</summary>
    public async ValueTask WaitAsync(BusPublication publication, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task tripped;
            lock (_lock)
            {
                if (_tripped is null || _probe == publication)
                {
                    return;
                }

                tripped = _tripped.Task;
            }

            await tripped.WaitAsync(cancellationToken);
        }
    }

    public void Begin(PublishAttempt attempt)
    {
        lock (_lock)
        {
            _unanswered.AddLast(attempt);
        }
    }

    /// <summary>The broker has answered, or the attempt has failed.</summary>
    public void End(PublishAttempt attempt, bool answered)
    {
        lock (_lock)
        {
            _unanswered.Remove(attempt);
            if (_probe == attempt.Owner)
            {
                _probe = null;
                if (answered)
                {
                    Reset();
                }
            }
        }
    }

    /// <summary>A publication that was given up no longer is the probe; what it sent may still be answered.</summary>
    public void Abandon(BusPublication publication)
    {
        lock (_lock)
        {
            if (_probe == publication)
            {
                _probe = null;
            }
        }
    }

    /// <summary>Checks the unanswered attempts. Called by the timer and by tests.</summary>
    public void Check()
    {
        lock (_lock)
        {
            Withdraw();
            var overdue = _unanswered.Where(IsOverdue).ToList();
            if (_tripped is null)
            {
                foreach (var suspect in overdue.Where(attempt => attempt.IsSuspect))
                {
                    SendAgain(suspect);
                }

                if (!overdue.Exists(attempt => !attempt.IsSuspect))
                {
                    return;
                }

                Trip();
            }

            if (_probe is null && !_unanswered.Any(attempt => attempt.IsSent))
            {
                // The connection broke and every attempt failed: the connection now decides when publishing resumes.
                Reset();
            }
            else if (_probe is null)
            {
                // An attempt that waited long for a channel is early in the list, and the broker may still have time to answer it.
                Probe(overdue.Find(attempt => !attempt.Owner.IsDisposed && _unanswered.Contains(attempt)));
            }
            else if (overdue.Find(attempt => attempt.Owner == _probe) is { } unansweredProbe)
            {
                Probe(unansweredProbe);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(CheckInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Check();
        }
    }

    private bool IsOverdue(PublishAttempt attempt) => time.GetElapsedTime(attempt.Since) >= options.CurrentValue.Deadline;

    /// <summary>Withdraws attempts that wait for a connection, so that their claims are released.</summary>
    private void Withdraw()
    {
        // A withdrawn attempt may end, and be removed from the list, during this loop.
        foreach (var attempt in _unanswered.Where(IsOverdue).ToList().Where(attempt => attempt.TryWithdraw()))
        {
            _unanswered.Remove(attempt);
        }
    }

    private void Probe(PublishAttempt? attempt)
    {
        if (attempt is null)
        {
            return;
        }

        _probe = attempt.Owner;
        SendAgain(attempt);
    }

    private void SendAgain(PublishAttempt attempt)
    {
        _unanswered.Remove(attempt);
        attempt.Owner.Complete(PublishResult.SendAgain);
    }

    private void Trip()
    {
        _tripped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        StalledSince = time.GetUtcNow();
        LogStalled(logger, _unanswered.Count);
    }

    private void Reset()
    {
        if (_tripped is not { } tripped)
        {
            return;
        }

        (_tripped, _probe, StalledSince) = (null, null, null);
        foreach (var attempt in _unanswered)
        {
            attempt.Since = time.GetTimestamp();
            attempt.IsSuspect = true;
        }

        LogAnswers(logger);
        tripped.SetResult();
    }

    [LoggerMessage(1, LogLevel.Warning, "RabbitMQ leaves {Count} publishes unanswered beyond Publishing:Deadline; only one probe at a time is sent until it answers")]
    private static partial void LogStalled(ILogger logger, int count);

    [LoggerMessage(2, LogLevel.Information, "RabbitMQ answers again")]
    private static partial void LogAnswers(ILogger logger);
}
