using System.CommandLine;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Operating;

internal sealed class VerifyCommand(Surroundings around, AdminOptions admins)
{
    private readonly Option<bool> _json = new("--json") { Description = "A line of JSON" };

    public Command Build()
    {
        var command = new ExampledCommand(
            "verify", "Has the relay read its whole ledger and check every entry, body and link. Exit code 1 if one was changed, removed or moved.",
            "webhook-relay verify",
            "webhook-relay verify --json")
        {
            _json,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            var answer = await admin.PostAsync("ledger/verify", string.Empty, AdminJson.Default.LedgerVerification, cancellationToken);
            var (found, screen) = (answer.Value, new Screen(around));
            if (parse.GetValue(_json))
            {
                screen.Json(answer.Json);
            }
            else
            {
                screen.Line($"Ledger {found.LedgerId}: {Written.Number(found.Entries)} entries with {Written.Bytes(found.Bytes)} of bodies are as they were accepted.", found.Fault is null ? Tone.Good : Tone.Plain);
                if (found.Fault is { } fault)
                {
                    screen.Line($"NOT SOUND: {fault}", Tone.Bad);
                }
            }

            return found.Fault is null ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }
}
