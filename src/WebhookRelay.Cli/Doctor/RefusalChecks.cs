using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Doctor;

/// <summary>What the public port refused of late. With a signature it may be a real delivery; without, it is a stranger's.</summary>
internal static class RefusalChecks
{
    private static readonly TimeSpan Recently = TimeSpan.FromDays(1);

    /// <summary>What is refused for want of room, whoever asks for it.</summary>
    private static readonly string[] WantOfRoom = ["busy", "share", "disk", "ledger", "cut-off", "connections"];

    public static IEnumerable<Finding> Of(RefusalList list, DateTimeOffset now)
    {
        List<RefusedRequests> recent = [.. list.Refusals.Where(refused => now - refused.LastAt < Recently)];
        return recent.Count is 0
            ? [new Finding(Severity.Well, "refused requests", "None of the last day.")]
            : recent.Select(refused => Of(refused, now));
    }

    private static Finding Of(RefusedRequests refused, DateTimeOffset now)
    {
        var path = refused.Webhook.Length is 0 ? string.Empty : $" for the webhook '{refused.Webhook}'";
        var what = $"{Written.Number(refused.Count)} were refused{path} since the relay's start, {Written.Number(refused.Signed)} of them with a signature; "
            + $"the newest {Written.Span(now - refused.LastAt)} ago from {refused.LastFrom ?? "an unknown address"}.";
        var why = refused.Hint is { } hint ? $"{hint} {refused.Meaning}" : refused.Meaning;
        return refused.Signed > 0 || WantOfRoom.Contains(refused.Reason, StringComparer.Ordinal)
            ? new Finding(Severity.Warning, $"requests refused as {refused.Reason}", what, why)
            : new Finding(Severity.Note, $"requests refused as {refused.Reason}", what);
    }
}
