using System.CommandLine;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Proving;

internal sealed class ProveCommand(Surroundings around, AdminOptions admins)
{
    private readonly Argument<string> _which = new("id") { Description = "A delivery's id, or the sequence of its entry (20 digits)" };
    private readonly Option<string?> _from = new("--from") { Description = "The ledgerhash that you kept of its event, or of the entry before it: the proof must begin there", HelpName = "hash" };
    private readonly Option<string?> _to = new("--to") { Description = "End at this entry instead of the newest; with '<sequence>:<hash>', also at the ledgerhash that you kept of it", HelpName = "sequence" };
    private readonly Option<bool> _reveal = new("--reveal") { Description = "Ask for headers that are masked otherwise; the relay's log tells that you did" };
    private readonly Option<bool> _json = new("--json") { Description = "The outcome as a line of JSON" };

    public Command Build()
    {
        var command = new ExampledCommand(
            "prove", "Asks for the proof that an entry is where it is in the ledger, and checks it here: its digest, its link, and every link behind it.",
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
            return await new Proving(admin, new Screen(around), parse.GetValue(_json)).RunAsync(parse.GetValue(_which)!, anchors, parse.GetValue(_reveal), cancellationToken);
        });
        return command;
    }
}
