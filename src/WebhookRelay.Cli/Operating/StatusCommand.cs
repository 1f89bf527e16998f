using System.CommandLine;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Operating;

internal sealed class StatusCommand(CliContext context, AdminOptions admins)
{
    private readonly Option<bool> _json = new("--json") { Description = "Print a line of JSON with the members 'status' and 'health'" };

    public Command Build()
    {
        var command = new CommandWithExamples(
            "status", "Shows the relay's version, health, ledger and webhooks. Exit code 0 if healthy, 6 if degraded, 1 if unhealthy.",
            "webhook-relay status",
            "webhook-relay status --json")
        {
            _json,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            var status = await admin.GetAsync("status", AdminJson.Default.RelayStatus, cancellationToken);
            var health = await admin.ReadyAsync(cancellationToken);
            var screen = new Screen(context);
            if (parse.GetValue(_json))
            {
                screen.Json(line =>
                {
                    line.WriteStartObject();
                    line.WritePropertyName("status");
                    status.Json.WriteTo(line);
                    line.WritePropertyName("health");
                    health.Json.WriteTo(line);
                    line.WriteEndObject();
                });
            }
            else
            {
                Show(status.Value, health.Value, screen);
            }

            return health.Value.Status switch
            {
                "healthy" => ExitCode.Done,
                "degraded" => ExitCode.Warning,
                _ => ExitCode.Failed,
            };
        });
        return command;
    }

    private static void Show(RelayStatus status, Health health, Screen screen)
    {
        var ledger = status.Ledger;
        screen.Line($"WebhookRelay {status.Version} in {status.Environment}: {health.Status}", StyleOf(health.Status));
        screen.Line($"  replica   {status.Replica}");
        screen.Line($"  receives  {status.Receiving.Url}");
        foreach (var webhook in status.Receiving.Webhooks)
        {
            screen.Line($"            {webhook.Path}  {(webhook.SecretMarks.Count is 0 ? "no secret" : $"secrets {string.Join(", ", webhook.SecretMarks)}")}{(webhook.DevelopmentSecret ? " (made for Development)" : string.Empty)}");
        }

        screen.Line($"  ledger    {ledger.Path}");
        screen.Line($"            {(ledger.Writable ? "writable" : $"not writable: {ledger.Fault}")}, {Humanize.Bytes(ledger.FreeBytes)} free");
        screen.Line($"            {Humanize.Number(ledger.Pending)} pending{(ledger.OldestPendingAt is { } oldest ? $", the oldest since {Humanize.Time(oldest)}" : string.Empty)}");
        if (ledger.Oldest is { } kept)
        {
            screen.Line($"            keeps entries since {Humanize.Time(kept.AcceptedAt)}");
        }

        foreach (var (name, check) in health.Checks)
        {
            screen.Line($"  {check.Status,-15} {name}{(check.Reason is { } reason ? $": {reason} (since {Humanize.Time(check.Since)})" : string.Empty)}", StyleOf(check.Status));
        }
    }

    private static LineStyle StyleOf(string status) => status switch
    {
        "healthy" or "up" => LineStyle.Success,
        "degraded" => LineStyle.Warning,
        "not-configured" => LineStyle.Dim,
        _ => LineStyle.Error,
    };
}
