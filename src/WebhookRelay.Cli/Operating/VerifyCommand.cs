using System.CommandLine;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Operating;

internal sealed class VerifyCommand(CliContext context, AdminOptions admins)
{
    private readonly Option<bool> _json = new("--json") { Description = "Print a line of JSON" };

    public Command Build()
    {
        var command = new CommandWithExamples(
            "verify", "Makes the relay check every entry, body and hash link of its ledger. Exit code 1 if one was changed, removed or moved.",
            "webhook-relay verify",
            "webhook-relay verify --json")
        {
            _json,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            var answer = await admin.PostAsync("ledger/verify", string.Empty, AdminJson.Default.LedgerVerification, cancellationToken);
            var (found, screen) = (answer.Value, new Screen(context));
            if (parse.GetValue(_json))
            {
                screen.Json(answer.Json);
            }
            else
            {
                screen.Line($"Ledger {found.LedgerId}: {Humanize.Number(found.Entries)} entries with {Humanize.Bytes(found.Bytes)} of bodies are unchanged.", found.Fault is null ? LineStyle.Success : LineStyle.Plain);
                if (found.Fault is { } fault)
                {
                    screen.Line($"CORRUPT: {fault}", LineStyle.Error);
                }
            }

            return found.Fault is null ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }
}
