using System.CommandLine;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Proving;

internal sealed class ProveCommand(CliContext context, AdminOptions admins)
{
    private readonly Argument<string> _which = new("id") { Description = "A delivery's id, or the sequence of its entry (20 digits)" };
    private readonly Option<string?> _from = new("--from") { Description = "The ledgerhash that you kept from its event or from the entry before it; the proof must start there", HelpName = "hash" };
    private readonly Option<string?> _to = new("--to") { Description = "End at this entry instead of the newest; with '<sequence>:<hash>', also require the ledgerhash that you kept", HelpName = "sequence" };
    private readonly Option<bool> _reveal = new("--reveal") { Description = "Request masked headers; the relay logs this" };
    private readonly Option<bool> _json = new("--json") { Description = "Print the result as a line of JSON" };

    public Command Build()
    {
        var command = new CommandWithExamples(
            "prove", "Gets the proof of an entry's position in the ledger and checks it locally: its digest, its link and every later link.",
            "webhook-relay prove 1717588801500000000",
            "webhook-relay prove 1717588801500000000 --from <ledgerhash of its event>",
            "webhook-relay prove 00001717588801500000 --to 00001717588801700000:<ledgerhash of that one's event>")
        {
            _which, _from, _to, _reveal, _json,
        };
        _from.Must(Anchors.IsHash, "a ledgerhash: 64 hex digits");
        _to.Must(text => Anchors.End(text) is not null, "the sequence of an entry, or '<sequence>:<hash>'");
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            var anchors = new Anchors(parse.GetValue(_from), parse.GetValue(_to) is { } to ? Anchors.End(to) : null);
            return await new ProofChecker(admin, new Screen(context), parse.GetValue(_json)).RunAsync(parse.GetValue(_which)!, anchors, parse.GetValue(_reveal), cancellationToken);
        });
        return command;
    }
}
