using System.Globalization;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Replaying;

internal sealed class ReplayTable(AdminClient admin, Screen screen, bool json)
{
    private static readonly Column[] Columns =
        [new("replay"), new("state"), new("created", 4), new("ended", 6), new("queue", 5), new("done", 1), new("total", 2), new("relayed", 7), new("failed", 3)];

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
            screen.Notice("No replay is remembered.");
        }

        if (list.Value.Unreadable is { Count: > 0 } unreadable)
        {
            screen.Notice($"The records of {unreadable.Count.ToString(CultureInfo.InvariantCulture)} cannot be read by this version: {string.Join(", ", unreadable)}", Tone.Warning);
        }

        return ExitCode.Done;
    }

    private static string?[] Row(Replay replay) =>
    [
        replay.Id, replay.State, Written.Time(replay.CreatedAt), Written.Time(replay.EndedAt), replay.Subscriber ?? "(every bound one)",
        Written.Number(replay.Done), Written.Number(replay.Total), Written.Number(replay.Relayed), Written.Number(replay.Failed),
    ];
}
