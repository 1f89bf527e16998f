using Microsoft.Extensions.Options;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Publishing;

/// <summary>Tracks whether publishes are answered, independently of the state of the exchange and the queues.</summary>
internal sealed class PublishMonitor(IOptionsMonitor<PublishingOptions> options, TimeProvider time)
{
    /// <summary>Longer than the longest pause before an event is sent again: after that, no event is waiting.</summary>
    private static readonly TimeSpan IdleReset = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private int _inFlight;
    private (long At, DateTimeOffset Time)? _unansweredSince;
    private long _lastEnd;
    private string? _why;

    /// <summary>Set when no publish has been answered for longer than the deadline; null otherwise.</summary>
    public DependencyState? Fault
    {
        get
        {
            lock (_lock)
            {
                if (_unansweredSince is not { } since
                    || time.GetElapsedTime(since.At) < options.CurrentValue.Deadline
                    || (_inFlight is 0 && time.GetElapsedTime(_lastEnd) > IdleReset))
                {
                    return null;
                }

                return new DependencyState(
                    DependencyHealth.Degraded, $"RabbitMQ accepts no events ({_why ?? "no connection to publish on, or no answer"}); deliveries are kept until it does.", since.Time);
            }
        }
    }

    /// <summary>A publish starts.</summary>
    public void Started()
    {
        lock (_lock)
        {
            if (_inFlight is 0 && _unansweredSince is not null && time.GetElapsedTime(_lastEnd) > IdleReset)
            {
                (_unansweredSince, _why) = (null, null);
            }

            _inFlight++;
            _unansweredSince ??= (time.GetTimestamp(), time.GetUtcNow());
        }
    }

    /// <summary>The broker has answered, with any result.</summary>
    public void Answered()
    {
        lock (_lock)
        {
            (_unansweredSince, _why) = (null, null);
            End();
            if (_inFlight > 0)
            {
                _unansweredSince = (time.GetTimestamp(), time.GetUtcNow());
            }
        }
    }

    /// <summary>The publish was not answered, and will not be.</summary>
    /// <param name="why">The reason; null when none is known.</param>
    public void Failed(string? why)
    {
        lock (_lock)
        {
            _why = why ?? _why;
            End();
        }
    }

    private void End()
    {
        _inFlight--;
        _lastEnd = time.GetTimestamp();
    }
}
