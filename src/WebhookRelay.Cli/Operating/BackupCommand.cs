using System.CommandLine;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Operating;

internal sealed class BackupCommand(Surroundings around, AdminOptions admins)
{
    private readonly Option<bool> _json = new("--json") { Description = "A line of JSON" };

    public Command Build()
    {
        var command = new ExampledCommand(
            "backup", "Backs the ledger up into a new folder under Ledger:BackupPath, on the relay's machine, while it runs.",
            "webhook-relay backup",
            "webhook-relay backup --json | jq -r .path")
        {
            _json,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            var backup = await admin.PostAsync("ledger/backups", string.Empty, AdminJson.Default.Backup, cancellationToken);
            var screen = new Screen(around);
            if (parse.GetValue(_json))
            {
                screen.Json(backup.Json);
            }
            else
            {
                screen.Line($"Backed up to {backup.Value.Path}, up to entry {backup.Value.Head:D20}.", Tone.Good);
                screen.Notice("It is on the relay's machine. Copy it to another disk, then delete it.");
            }

            return ExitCode.Done;
        });
        return command;
    }
}
