using System.CommandLine;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Doctor;

internal sealed class DoctorCommand(CliContext context, AdminOptions admins)
{
    private readonly Option<bool> _json = new("--json") { Description = "Print the findings as a line of JSON" };

    public Command Build()
    {
        var command = new CommandWithExamples(
            "doctor",
            "Checks the relay, its dependencies, ledger, secrets, webhooks, queues and tunnel, and suggests a remedy for each problem. "
            + "Exit code 0 if all is well, 6 if there are warnings, 1 if something is broken.",
            "webhook-relay doctor",
            "webhook-relay doctor --admin http://relay-0:3002 --key-file /run/secrets/admin-key --json")
        {
            _json,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            var findings = await new DoctorChecks(admin, context.Time).RunAsync(cancellationToken);
            return new DoctorReport(new Screen(context)).Print(findings, parse.GetValue(_json));
        });
        return command;
    }
}
