using System.CommandLine;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Operating;

internal sealed class BackupCommand(CliContext context, AdminOptions admins)
{
    private readonly Option<bool> _json = new("--json") { Description = "Print a line of JSON" };

    public Command Build()
    {
        var command = new CommandWithExamples(
            "backup", "Backs up the ledger of the running relay to a new folder under Ledger:BackupPath, on the relay's machine.",
            "webhook-relay backup",
            "webhook-relay backup --json | jq -r .path")
        {
            _json,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            var backup = await admin.PostAsync("ledger/backups", string.Empty, AdminJson.Default.Backup, cancellationToken);
            var screen = new Screen(context);
            if (parse.GetValue(_json))
            {
                screen.Json(backup.Json);
            }
            else
            {
                screen.Line($"Backed up to {backup.Value.Path}, up to entry {backup.Value.Head:D20}.", LineStyle.Success);
                screen.Notice("The backup is on the relay's machine. Copy it to another disk, then delete it.");
            }

            return ExitCode.Done;
        });
        return command;
    }
}
