using System.Diagnostics.Metrics;
using System.Globalization;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Clock;

/// <summary>Checks the wall clock once a second, and reports jumps in the log, as a metric and in health.</summary>
internal sealed partial class ClockMonitor : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly JumpTolerantClock _clock;
    private readonly ILogger<ClockMonitor> _logger;
    private readonly Counter<long> _jumps;
    private volatile DependencyState _state;

    public ClockMonitor(JumpTolerantClock clock, IMeterFactory meters, ILogger<ClockMonitor> logger)
    {
        (_clock, _logger) = (clock, logger);
        _state = new DependencyState(DependencyHealth.Up, Reason: null, clock.GetUtcNow());
        _jumps = meters.Create(RelayMetrics.MeterName).CreateCounter<long>("webhookrelay.clock.jumps", "{jump}", "Jumps of the wall clock against the monotonic clock.");
    }

    /// <summary>Degraded while the wall clock is not trusted. Afterwards the reason still names the last jump.</summary>
    public DependencyState State => _state;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // An alert on an increase does not see a series that begins at 1.
        _jumps.Add(0);
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Checks once.</summary>
    public void Check()
    {
        var (kind, off) = _clock.Observe();
        var by = TimeSpan.FromMilliseconds(Math.Round(off.TotalMilliseconds)).ToString("c", CultureInfo.InvariantCulture);
        switch (kind)
        {
            case ClockChangeKind.Jumped:
                _jumps.Add(1);
                SetState(DependencyHealth.Degraded, $"The wall clock jumped by {by} against the monotonic clock. Until the new time has held, times continue from before the jump.");
                LogJumped(_logger, by);
                break;
            case ClockChangeKind.Returned:
                SetState(DependencyHealth.Up, "The wall clock jumped against the monotonic clock, and came back. Times continued from before the jump.");
                LogReturned(_logger);
                break;
            case ClockChangeKind.Accepted:
                SetState(DependencyHealth.Up, $"The wall clock jumped by {by} against the monotonic clock, and held. Times follow it again.");
                LogAccepted(_logger, by);
                break;
            case ClockChangeKind.None or ClockChangeKind.Pending:
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"{kind} has no meaning.");
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Check();
        }
    }

    private void SetState(DependencyHealth health, string reason) => _state = new DependencyState(health, reason, _clock.GetUtcNow());

    [LoggerMessage(1, LogLevel.Warning, "The wall clock jumped by {By}; recorded times ignore the jump until the new time has held for a minute")]
    private static partial void LogJumped(ILogger logger, string by);

    [LoggerMessage(2, LogLevel.Warning, "The wall clock came back from its jump")]
    private static partial void LogReturned(ILogger logger);

    [LoggerMessage(3, LogLevel.Warning, "The wall clock has held for a minute after its jump by {By}; recorded times follow it again")]
    private static partial void LogAccepted(ILogger logger, string by);
}
