using Microsoft.Extensions.Options;
using WebhookRelay.SampleData;

namespace WebhookRelay.LabelboxTwin.World;

/// <summary>Generates random workspace events at a steady rate.</summary>
internal sealed partial class ActivityGenerator(Workspace workspace, TimeProvider time, IOptions<TwinOptions> options, ILogger<ActivityGenerator> logger) : BackgroundService
{
    private readonly Lock _lock = new();
    private double _rate = options.Value.Rate;
    private CancellationTokenSource _change = new();

    /// <summary>Events a second.</summary>
    public double Rate
    {
        get
        {
            lock (_lock)
            {
                return _rate;
            }
        }
        set
        {
            lock (_lock)
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
                await GenerateAsync(rate, either.Token);
            }
            catch (OperationCanceledException)
            {
                // The rate changed, or the host is stopping.
            }
        }
    }

    private async Task GenerateAsync(double rate, CancellationToken cancellationToken)
    {
        if (rate is 0)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        }

        var pacer = new RatePacer(time, rate);
        while (true)
        {
            for (var due = await pacer.DueAsync(1000, cancellationToken); due > 0; due--)
            {
                if (workspace.MakeRandomChange(null, null, null) is { } result)
                {
                    LogChange(logger, result.Event.Topic, result.Event.Row.Project.Name, result.Deliveries.Count);
                }
            }
        }
    }

    private (double Rate, CancellationToken Change) Current()
    {
        lock (_lock)
        {
            return (_rate, _change.Token);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Topic} in project {Project}: {Webhooks} webhooks subscribed")]
    private static partial void LogChange(ILogger logger, string topic, string project, int webhooks);
}
