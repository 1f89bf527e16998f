using Spectre.Console;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Sending;

/// <summary>How many of several deliveries are sent: a bar on a terminal, else a line now and then.</summary>
internal sealed class SendProgress(int count, Screen screen, TimeProvider time)
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _telling = new();
    private int _sent;

    /// <param name="send">Sends them, and tells of each.</param>
    public Task FollowAsync(Func<Action, Task> send) => count is 1 ? send(static () => { }) : screen.CanMove ? WithBarAsync(send) : WithLinesAsync(send);

    private Task WithBarAsync(Func<Action, Task> send) => screen.Beside().Progress()
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = screen.BarWidth }, new PercentageColumn(), new RemainingTimeColumn())
        .StartAsync(progress =>
        {
            var bar = progress.AddTask($"sending {Written.Number(count)}", maxValue: count);
            return send(() => bar.Increment(1));
        });

    private Task WithLinesAsync(Func<Action, Task> send)
    {
        var told = time.GetTimestamp();
        return send(() =>
        {
            lock (_telling)
            {
                _sent++;
                if (time.GetElapsedTime(told) >= TellEvery)
                {
                    told = time.GetTimestamp();
                    screen.Notice($"{Written.Number(_sent)} of {Written.Number(count)} sent");
                }
            }
        });
    }
}
