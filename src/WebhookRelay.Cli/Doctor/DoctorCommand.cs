using System.CommandLine;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Doctor;

internal sealed class DoctorCommand(Surroundings around, AdminOptions admins)
{
    private readonly Option<bool> _json = new("--json") { Description = "The findings as a line of JSON" };

    public Command Build()
    {
        var command = new ExampledCommand(
            "doctor",
            "Looks at the relay, what it depends on, its ledger, secrets, webhooks, queues and tunnel, and names what to do about what it finds. "
            + "Ends with 0 where all is well, with 6 where something deserves a look, with 1 where something is broken.",
            "webhook-relay doctor",
            "webhook-relay doctor --admin http://relay-0:3002 --key-file /run/secrets/admin-key --json")
        {
            _json,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            var findings = await new Examination(admin, around.Time).RunAsync(cancellationToken);
            return new Diagnosis(new Screen(around)).Tell(findings, parse.GetValue(_json));
        });
        return command;
    }
}
