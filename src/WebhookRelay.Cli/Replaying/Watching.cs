using Spectre.Console;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Replaying;

/// <summary>Follows a replay: with a bar on a terminal, else with a line now and then.</summary>
internal sealed class Watching(AdminClient admin, Screen screen, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(10);

    /// <summary>A relay that restarts goes on with its replays.</summary>
    private static readonly TimeSpan ComesBackWithin = TimeSpan.FromMinutes(2);

    public Task<Answer<Replay>> ToEndAsync(string id, CancellationToken cancellationToken) => screen.CanMove ? WithBarAsync(id, cancellationToken) : WithLinesAsync(id, cancellationToken);

    private Task<Answer<Replay>> WithBarAsync(string id, CancellationToken cancellationToken) => screen.Beside().Progress()
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = screen.BarWidth }, new PercentageColumn(), new RemainingTimeColumn())
        .StartAsync(async progress =>
        {
            var bar = progress.AddTask("choosing", maxValue: 1);
            return await FollowAsync(id, seen =>
            {
                bar.Description = Markup.Escape(Harmless.Text($"{seen.State}: {Written.Number(seen.Done)} of {Written.Number(seen.Total)}"));
                bar.IsIndeterminate = seen.State is "choosing";
                bar.MaxValue = Math.Max(1, seen.Total);
                bar.Value = seen.HasEnded ? bar.MaxValue : seen.Done;
            }, cancellationToken);
        });

    private Task<Answer<Replay>> WithLinesAsync(string id, CancellationToken cancellationToken)
    {
        var told = time.GetTimestamp();
        return FollowAsync(id, seen =>
        {
            if (time.GetElapsedTime(told) >= TellEvery)
            {
                told = time.GetTimestamp();
                screen.Notice($"{seen.State}: {Written.Number(seen.Done)} of {Written.Number(seen.Total)}");
            }
        }, cancellationToken);
    }

    private async Task<Answer<Replay>> FollowAsync(string id, Action<Replay> see, CancellationToken cancellationToken)
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

            await Task.Delay(LookEvery, time, cancellationToken);
            try
            {
                (seen, answered) = (await admin.GetAsync(path, AdminJson.Default.Replay, cancellationToken), time.GetTimestamp());
            }
            catch (CommandFault fault) when (fault.Code is ExitCode.NotReachable && time.GetElapsedTime(answered) < ComesBackWithin)
            {
                // It may be starting again.
            }
        }
    }
}
