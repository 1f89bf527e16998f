using Microsoft.Extensions.Options;
using WebhookRelay.MadeUp.World;

namespace WebhookRelay.LabelboxTwin.World;

/// <summary>What happens by itself.</summary>
internal sealed partial class Life(Workspace workspace, TimeProvider time, IOptions<TwinOptions> options, ILogger<Life> logger) : BackgroundService
{
    private readonly Lock _turn = new();
    private double _rate = options.Value.Rate;
    private CancellationTokenSource _change = new();

    /// <summary>Happenings a second.</summary>
    public double Rate
    {
        get
        {
            lock (_turn)
            {
                return _rate;
            }
        }
        set
        {
            lock (_turn)
            {
                _rate = value;
                _change.Cancel();
                _change = new CancellationTokenSource();
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var (rate, change) = Current();
            using var either = CancellationTokenSource.CreateLinkedTokenSource(change, stoppingToken);
            try
            {
                await LiveAsync(rate, either.Token);
            }
            catch (OperationCanceledException)
            {
                // Another rate, or the end.
            }
        }
    }

    private async Task LiveAsync(double rate, CancellationToken cancellationToken)
    {
        if (rate is 0)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        }

        var pace = new Pace(time, rate);
        while (true)
        {
            for (var due = await pace.DueAsync(1000, cancellationToken); due > 0; due--)
            {
                if (workspace.LiveOn(null, null, null) is { } happened)
                {
                    LogHappened(logger, happened.Happening.Topic, happened.Happening.Row.Project.Name, happened.Deliveries.Count);
                }
            }
        }
    }

    private (double Rate, CancellationToken Change) Current()
    {
        lock (_turn)
        {
            return (_rate, _change.Token);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Topic} in project {Project}: webhooks told {Webhooks}")]
    private static partial void LogHappened(ILogger logger, string topic, string project, int webhooks);
}
