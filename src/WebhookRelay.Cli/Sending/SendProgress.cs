using Spectre.Console;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Sending;

/// <summary>Shows progress while several deliveries are sent: a bar on a terminal, else a line at intervals.</summary>
internal sealed class SendProgress(int count, Screen screen, TimeProvider time)
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _outputLock = new();
    private int _sent;

    /// <param name="send">Sends the deliveries and calls its argument for each.</param>
    public Task FollowAsync(Func<Action, Task> send) => count is 1 ? send(static () => { }) : screen.CanAnimate ? WithBarAsync(send) : WithLinesAsync(send);

    private Task WithBarAsync(Func<Action, Task> send) => screen.ErrorConsole().Progress()
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = screen.BarWidth }, new PercentageColumn(), new RemainingTimeColumn())
        .StartAsync(progress =>
        {
            var bar = progress.AddTask($"sending {Humanize.Number(count)}", maxValue: count);
            return send(() => bar.Increment(1));
        });

    private Task WithLinesAsync(Func<Action, Task> send)
    {
        var reported = time.GetTimestamp();
        return send(() =>
        {
            lock (_outputLock)
            {
                _sent++;
                if (time.GetElapsedTime(reported) >= ReportInterval)
                {
                    reported = time.GetTimestamp();
                    screen.Notice($"{Humanize.Number(_sent)} of {Humanize.Number(count)} sent");
                }
            }
        });
    }
}
