using WebhookRelay.Contracts;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Publishing;

/// <summary>One event on its way through the bus. The first answer to any of its attempts is its answer.</summary>
internal sealed class BusPublication(
    OutboundEvent outbound, IEventBus bus, StallGate gate, PublishWatch watch, BrokerReadiness readiness, SemaphoreSlim room, RelayMetrics metrics, TimeProvider time) : Publication
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<PublishOutcome> _answer = NewAnswer();
    private PublishOutcome? _settled;
    private Attempt? _latest;
    private bool _hasRoom;

    public bool IsDisposed { get; private set; }

    public override async ValueTask WaitForTurnAsync(CancellationToken cancellationToken)
    {
        if (!_hasRoom)
        {
            await room.WaitAsync(cancellationToken);
            _hasRoom = true;
        }

        await readiness.WaitAsync(cancellationToken);
        await gate.WaitAsync(this, cancellationToken);
    }

    public override Task<PublishOutcome> SendAsync(Func<bool> mayStart, CancellationToken cancellationToken)
    {
        Attempt attempt;
        lock (_lock)
        {
            if (_settled is { } late)
            {
                return Task.FromResult(late);
            }

            _answer = NewAnswer();
            _latest = attempt = new Attempt(this, time.GetTimestamp());
        }

        gate.Begin(attempt);
        _ = RunAsync(attempt, mayStart);
        return _answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Ends the waiting for an answer; one that comes later still counts.</summary>
    public void Tell(PublishOutcome outcome) => _answer.TrySetResult(outcome);

    public override void Dispose()
    {
        IsDisposed = true;
        gate.Forget(this);
        if (_hasRoom)
        {
            _hasRoom = false;
            room.Release();
        }
    }

    private async Task RunAsync(Attempt attempt, Func<bool> mayStart)
    {
        var began = time.GetTimestamp();
        watch.Begins();
        var (outcome, why) = await OutcomeAsync(attempt, mayStart);
        if (outcome is PublishOutcome.Confirmed or PublishOutcome.Unrouted or PublishOutcome.Refused or PublishOutcome.RefusedByChannel)
        {
            watch.Answered();
        }
        else
        {
            watch.Failed(why);
        }

        if (attempt.IsSent)
        {
            var error = outcome is PublishOutcome.Confirmed ? null : outcome is PublishOutcome.Unrouted ? "unrouted" : outcome is PublishOutcome.Refused or PublishOutcome.RefusedByChannel ? "refused" : "lost";
            metrics.Sent(EventExchange.Name, error, time.GetElapsedTime(began));
        }

        gate.End(attempt, answered: outcome is PublishOutcome.Confirmed or PublishOutcome.Unrouted);
        attempt.Dispose();
        lock (_lock)
        {
            if (outcome is PublishOutcome.Confirmed or PublishOutcome.Unrouted)
            {
                _settled ??= outcome;
            }
            else if (_latest != attempt)
            {
                // A later attempt has its own answer to come.
                return;
            }

            _answer.TrySetResult(outcome);
        }
    }

    /// <returns>How it ended, and what was said of it where nothing answered.</returns>
    private async Task<(PublishOutcome Outcome, string? Why)> OutcomeAsync(Attempt attempt, Func<bool> mayStart)
    {
        try
        {
            return (await bus.PublishAsync(outbound, connection => GoOut(attempt, mayStart, connection), attempt.Ending) ? PublishOutcome.Confirmed : PublishOutcome.Unrouted, null);
        }
        catch (Exception e) when (e is NotStartedException or OperationCanceledException)
        {
            return (attempt.IsSent ? PublishOutcome.Lost : PublishOutcome.NotSent, null);
        }
        catch (RefusedException e)
        {
            return (e.ChannelIsRenewed ? PublishOutcome.RefusedByChannel : PublishOutcome.Refused, null);
        }
        catch (Exception e)
        {
            // A broken channel, a bus that stops: in doubt it is sent again, after a pause.
            return (PublishOutcome.Lost, BrokerWords.Of(e));
        }
    }

    private void GoOut(Attempt attempt, Func<bool> mayStart, CancellationToken connection)
    {
        if (!attempt.IsSent && !mayStart())
        {
            throw new NotStartedException("Its lease is about to end.");
        }

        if (!attempt.TrySend(time.GetTimestamp(), connection))
        {
            throw new NotStartedException("It went out before, or was withdrawn.");
        }
    }

    private static TaskCompletionSource<PublishOutcome> NewAnswer() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class NotStartedException(string message) : Exception(message);
}
