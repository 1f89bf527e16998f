using Spectre.Console;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Replaying;

/// <summary>Follows a replay with a progress bar on a terminal, else with a line at intervals.</summary>
internal sealed class ReplayWatcher(AdminClient admin, Screen screen, TimeProvider time)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(10);

    /// <summary>A restarted relay resumes its replays.</summary>
    private static readonly TimeSpan RestartGracePeriod = TimeSpan.FromMinutes(2);

    public Task<ApiResponse<Replay>> ToEndAsync(string id, CancellationToken cancellationToken) => screen.CanAnimate ? WithBarAsync(id, cancellationToken) : WithLinesAsync(id, cancellationToken);

    private Task<ApiResponse<Replay>> WithBarAsync(string id, CancellationToken cancellationToken) => screen.ErrorConsole().Progress()
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = screen.BarWidth }, new PercentageColumn(), new RemainingTimeColumn())
        .StartAsync(async progress =>
        {
            var bar = progress.AddTask("choosing", maxValue: 1);
            return await FollowAsync(id, seen =>
            {
                bar.Description = Markup.Escape(TerminalSanitizer.Sanitize($"{seen.State}: {Humanize.Number(seen.Done)} of {Humanize.Number(seen.Total)}"));
                bar.IsIndeterminate = seen.State is "choosing";
                bar.MaxValue = Math.Max(1, seen.Total);
                bar.Value = seen.HasEnded ? bar.MaxValue : seen.Done;
            }, cancellationToken);
        });

    private Task<ApiResponse<Replay>> WithLinesAsync(string id, CancellationToken cancellationToken)
    {
        var reported = time.GetTimestamp();
        return FollowAsync(id, seen =>
        {
            if (time.GetElapsedTime(reported) >= ReportInterval)
            {
                reported = time.GetTimestamp();
                screen.Notice($"{seen.State}: {Humanize.Number(seen.Done)} of {Humanize.Number(seen.Total)}");
            }
        }, cancellationToken);
    }

    private async Task<ApiResponse<Replay>> FollowAsync(string id, Action<Replay> see, CancellationToken cancellationToken)
    {
        var path = $"replays/{Uri.EscapeDataString(id)}";
        var (seen, answered) = (await admin.GetAsync(path, AdminJson.Default.Replay, cancellationToken), time.GetTimestamp());
        while (true)
        {
            see(seen.Value);
            if (seen.Value.HasEnded)
            {
                return seen;
            }

            await Task.Delay(PollInterval, time, cancellationToken);
            try
            {
                (seen, answered) = (await admin.GetAsync(path, AdminJson.Default.Replay, cancellationToken), time.GetTimestamp());
            }
            catch (CommandException fault) when (fault.Code is ExitCode.NotReachable && time.GetElapsedTime(answered) < RestartGracePeriod)
            {
                // The relay may be restarting.
            }
        }
    }
}
