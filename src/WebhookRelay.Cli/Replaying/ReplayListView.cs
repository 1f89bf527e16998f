using System.Globalization;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Replaying;

internal sealed class ReplayListView(AdminClient admin, Screen screen, bool json)
{
    private static readonly Column[] Columns =
        [new("replay"), new("state"), new("created", 4), new("by", 5), new("ended", 7), new("queue", 6), new("done", 1), new("total", 2), new("relayed", 8), new("failed", 3)];

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var list = await admin.GetAsync("replays", AdminJson.Default.ReplayList, cancellationToken);
        if (json)
        {
            foreach (var replay in list.Json.GetProperty("replays").EnumerateArray())
            {
                screen.Json(replay);
            }
        }
        else if (list.Value.Replays.Count > 0)
        {
            screen.Table(Columns, [.. list.Value.Replays.Select(Row)]);
        }
        else
        {
            screen.Notice("There are no replays.");
        }

        if (list.Value.Unreadable is { Count: > 0 } unreadable)
        {
            screen.Notice($"This version cannot read {unreadable.Count.ToString(CultureInfo.InvariantCulture)} of the replay records: {string.Join(", ", unreadable)}", LineStyle.Warning);
        }

        return ExitCode.Done;
    }

    private static string?[] Row(Replay replay) =>
    [
        replay.Id, replay.State, Humanize.Time(replay.CreatedAt), replay.By, Humanize.Time(replay.EndedAt), replay.Subscriber ?? "(every bound queue)",
        Humanize.Number(replay.Done), Humanize.Number(replay.Total), Humanize.Number(replay.Relayed), Humanize.Number(replay.Failed),
    ];
}
