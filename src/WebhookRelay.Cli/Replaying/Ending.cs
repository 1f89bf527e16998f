using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Replaying;

/// <summary>How a replay ended.</summary>
internal static class Ending
{
    /// <returns>Failed where it was cancelled, or a delivery of it was lost on the way.</returns>
    public static int Tell(Answer<Replay> replay, Screen screen, bool json)
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
            var parts = new[] { (seen.Relayed, "relayed"), (seen.Unrouted, "unrouted"), (seen.Quarantined, "quarantined"), (seen.Gone, "gone by retention"), (seen.Failed, "failed") };
            var told = parts.Where(part => part.Item1 > 0).Select(part => $"{Written.Number(part.Item1)} {part.Item2}").DefaultIfEmpty("none yet");
            screen.Line($"Replay {seen.Id} {seen.State}: {Written.Number(seen.Done)} of {Written.Number(seen.Total)} done: {string.Join(", ", told)}", isWhole ? Tone.Good : Tone.Bad);
        }

        return isWhole ? ExitCode.Done : ExitCode.Failed;
    }
}
