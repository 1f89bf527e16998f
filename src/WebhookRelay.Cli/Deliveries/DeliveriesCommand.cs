using System.CommandLine;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Deliveries;

internal sealed class DeliveriesCommand(CliContext context, AdminOptions admins)
{
    private readonly Option<string?> _id = new("--id") { Description = "A delivery's id", HelpName = "id" };
    private readonly Option<int> _limit = new("--limit") { Description = "Maximum number to list, newest first", DefaultValueFactory = _ => 50, HelpName = "number" };
    private readonly Option<bool> _all = new("--all") { Description = "List every delivery" };
    private readonly Option<string?> _cursor = new("--cursor") { Description = "Continue where an earlier list ended; use the same filter", HelpName = "cursor" };
    private readonly Option<bool> _json = new("--json") { Description = "Print a line of JSON for each", Recursive = true };
    private readonly Argument<string> _which = new("id") { Description = "A delivery's id, or the sequence of its entry (20 digits)" };
    private readonly Option<bool> _reveal = new("--reveal") { Description = "Show secrets and signed addresses; the relay logs this" };

    public Command Build()
    {
        var show = new CommandWithExamples(
            "show", "Shows a delivery with its headers, payload, event as published, and every attempt.",
            "webhook-relay deliveries show 1717588801500000000",
            "webhook-relay deliveries show 00001717588801500000 --reveal --json")
        {
            _which, _reveal,
        };
        show.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            return await new DeliveryDetailView(admin, new Screen(context), parse.GetValue(_json)).RunAsync(parse.GetValue(_which)!, parse.GetValue(_reveal), cancellationToken);
        });

        var filter = new FilterOptions();
        var list = new CommandWithExamples(
            "deliveries", "Lists deliveries and their states, newest first.",
            "webhook-relay deliveries --state quarantined --state unrouted --from 24h",
            "webhook-relay deliveries --label cllabel000000000000000001",
            "webhook-relay deliveries --project clproject0000000000000001 --all --json")
        {
            _id, _limit, _all, _cursor, _json, show,
        };
        filter.AddTo(list);
        _limit.MustBeBetween(1, int.MaxValue);
        list.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            var meant = filter.Read(parse, parse.GetValue(_id), context.Time);
            return await new DeliveryListView(admin, new Screen(context), parse.GetValue(_json))
                .RunAsync(meant, parse.GetValue(_all) ? int.MaxValue : parse.GetValue(_limit), parse.GetValue(_cursor), cancellationToken);
        });
        return list;
    }
}
