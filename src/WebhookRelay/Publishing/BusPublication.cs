using WebhookRelay.Contracts;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Publishing;

/// <summary>One event published through the bus. The first answer to any of its attempts is its answer.</summary>
internal sealed class BusPublication(
    OutboundEvent outbound, IEventBus bus, PublishCircuitBreaker breaker, PublishMonitor monitor, BrokerReadiness readiness, SemaphoreSlim capacity, RelayMetrics metrics, TimeProvider time) : Publication
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<PublishResult> _answer = NewAnswer();
    private PublishResult? _settled;
    private PublishAttempt? _latest;
    private bool _hasCapacity;

    public bool IsDisposed { get; private set; }

    public override async ValueTask WaitForCapacityAsync(CancellationToken cancellationToken)
    {
        if (!_hasCapacity)
        {
            await capacity.WaitAsync(cancellationToken);
            _hasCapacity = true;
        }

        await readiness.WaitAsync(cancellationToken);
        await breaker.WaitAsync(this, cancellationToken);
    }

    public override Task<PublishResult> SendAsync(Func<bool> mayStart, CancellationToken cancellationToken)
    {
        PublishAttempt attempt;
        lock (_lock)
        {
            if (_settled is { } late)
            {
                return Task.FromResult(late);
            }

            _answer = NewAnswer();
            _latest = attempt = new PublishAttempt(this, time.GetTimestamp());
        }

        breaker.Begin(attempt);
        _ = RunAsync(attempt, mayStart);
        return _answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Completes the current wait for an answer; a later answer still counts.</summary>
    public void Complete(PublishResult outcome) => _answer.TrySetResult(outcome);

    public override void Dispose()
    {
        IsDisposed = true;
        breaker.Abandon(this);
        if (_hasCapacity)
        {
            _hasCapacity = false;
            capacity.Release();
        }
    }

    private async Task RunAsync(PublishAttempt attempt, Func<bool> mayStart)
    {
        var began = time.GetTimestamp();
        monitor.Started();
        var (outcome, why) = await OutcomeAsync(attempt, mayStart);
        if (outcome is PublishResult.Confirmed or PublishResult.Unrouted or PublishResult.Refused)
        {
            monitor.Answered();
        }
        else
        {
            monitor.Failed(why);
        }

        if (attempt.IsSent)
        {
            var error = outcome is PublishResult.Confirmed ? null : outcome is PublishResult.Unrouted ? "unrouted" : outcome is PublishResult.Refused ? "refused" : "lost";
            metrics.Sent(EventExchange.Name, error, time.GetElapsedTime(began));
        }

        breaker.End(attempt, answered: outcome is PublishResult.Confirmed or PublishResult.Unrouted);
        attempt.Dispose();
        lock (_lock)
        {
            if (outcome is PublishResult.Confirmed or PublishResult.Unrouted)
            {
                _settled ??= outcome;
            }
            else if (_latest != attempt)
            {
                // A later attempt is still waiting for its own answer.
                return;
            }

            _answer.TrySetResult(outcome);
        }
    }

    /// <returns>The result, and the error when the broker did not answer.</returns>
    private async Task<(PublishResult Outcome, string? Why)> OutcomeAsync(PublishAttempt attempt, Func<bool> mayStart)
    {
        try
        {
            return (await bus.PublishAsync(outbound, connection => BeforeSend(attempt, mayStart, connection), attempt.Cancellation) ? PublishResult.Confirmed : PublishResult.Unrouted, null);
        }
        catch (Exception e) when (e is NotStartedException or OperationCanceledException)
        {
            return (attempt.IsSent ? PublishResult.Lost : PublishResult.NotSent, null);
        }
        catch (RefusedException)
        {
            return (PublishResult.Refused, null);
        }
        catch (Exception e)
        {
            // A broken channel or a stopping bus: in doubt the event is sent again after a pause.
            return (PublishResult.Lost, BrokerErrorText.For(e));
        }
    }

    private void BeforeSend(PublishAttempt attempt, Func<bool> mayStart, CancellationToken connection)
    {
        if (!attempt.IsSent && !mayStart())
        {
            throw new NotStartedException("Its lease is about to expire.");
        }

        if (!attempt.TrySend(time.GetTimestamp(), connection))
        {
            throw new NotStartedException("It was sent before, or was withdrawn.");
        }
    }

    private static TaskCompletionSource<PublishResult> NewAnswer() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class NotStartedException(string message) : Exception(message);
}
