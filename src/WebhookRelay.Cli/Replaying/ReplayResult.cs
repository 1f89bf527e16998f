using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Replaying;

/// <summary>Prints the result of a replay.</summary>
internal static class ReplayResult
{
    /// <returns>Failed if the replay was cancelled or missed a delivery.</returns>
    public static int Print(ApiResponse<Replay> replay, Screen screen, bool json)
    {
        var (seen, isWhole) = (replay.Value, replay.Value is { State: not "cancelled", Failed: 0, Gone: 0 });
        if (json)
        {
            screen.Json(line =>
            {
                line.WriteStartObject();
                line.WritePropertyName("replay");
                replay.Json.WriteTo(line);
                line.WriteEndObject();
            });
        }
        else
        {
            var parts = new[] { (seen.Relayed, "relayed"), (seen.Unrouted, "unrouted"), (seen.Quarantined, "quarantined"), (seen.Gone, "removed by retention"), (seen.Failed, "failed") };
            var counts = parts.Where(part => part.Item1 > 0).Select(part => $"{Humanize.Number(part.Item1)} {part.Item2}").DefaultIfEmpty("none yet");
            screen.Line($"Replay {seen.Id} {seen.State}: {Humanize.Number(seen.Done)} of {Humanize.Number(seen.Total)} done: {string.Join(", ", counts)}", isWhole ? LineStyle.Success : LineStyle.Error);
        }

        return isWhole ? ExitCode.Done : ExitCode.Failed;
    }
}
