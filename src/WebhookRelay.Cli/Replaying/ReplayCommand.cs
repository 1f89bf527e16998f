using System.CommandLine;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Deliveries;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Replaying;

internal sealed class ReplayCommand(Surroundings around, AdminOptions admins)
{
    private readonly Option<string[]> _ids = new("--id") { Description = "Deliveries by id; may be given several times", HelpName = "id" };
    private readonly Option<string[]> _sequences = new("--sequence") { Description = "Entries by sequence; may be given several times", HelpName = "sequence" };
    private readonly Option<bool> _all = new("--all", "--everything") { Description = "Every delivery there is" };
    private readonly Option<string?> _subscriber = new("--subscriber") { Description = "Only to this queue (every bound one)", HelpName = "queue" };
    private readonly Option<int?> _rate = new("--rate") { Description = "Events a second, at most (500)", HelpName = "number" };
    private readonly Option<string?> _upTo = new("--up-to") { Description = "No later entry than this, as a forecast tells it", HelpName = "sequence" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only the forecast" };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask" };
    private readonly Option<bool> _detach = new("--detach") { Description = "Do not wait for its end" };
    private readonly Option<bool> _json = new("--json") { Description = "Lines of JSON: the forecast, and the replay at its end", Recursive = true };
    private readonly Argument<string> _which = new("replay") { Description = "The replay's id" };

    public Command Build()
    {
        var filter = new FilterOptions();
        var command = new ExampledCommand(
            "replay", "Sends deliveries again: first tells how many would go where, and asks. Ctrl+C cancels it.",
            "webhook-relay replay --state quarantined --from 24h",
            "webhook-relay replay --project clproject0000000000000001 --from 2026-01-31T00:00:00Z --rate 200 --yes",
            "webhook-relay replay --id 1717588801500000000 --subscriber training",
            "webhook-relay replay list")
        {
            _ids, _sequences, _all, _subscriber, _rate, _upTo, _dryRun, _yes, _detach, _json, List(), Watch(), Cancel(),
        };
        filter.AddTo(command);
        _rate.MustBeBetween(1, 10_000);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var request = Request(parse, filter);
            using var admin = admins.Open(parse);
            var screen = new Screen(around);
            var wants = new Wants(parse.GetValue(_dryRun), parse.GetValue(_yes), parse.GetValue(_detach), parse.GetValue(_json));
            return await new Replaying(admin, screen, new Watching(admin, screen, around.Time), wants).RunAsync(request, cancellationToken);
        });
        return command;
    }

    /// <summary>Exactly one way of naming them, so that a filter that was forgotten is not taken for everything.</summary>
    private ReplayRequest Request(ParseResult parse, FilterOptions filter)
    {
        var (ids, sequences) = (parse.GetValue(_ids) ?? [], parse.GetValue(_sequences) ?? []);
        var ways = (ids.Length > 0 ? 1 : 0) + (sequences.Length > 0 ? 1 : 0) + (filter.IsGiven(parse) ? 1 : 0) + (parse.GetValue(_all) ? 1 : 0);
        if (ways is not 1)
        {
            throw new CommandFault(
                ExitCode.Usage, ways is 0 ? "Nothing says which deliveries are meant." : "Deliveries are named in one way only.",
                "Give --id, --sequence, a filter (--state, --topic, --project, --data-row, --label, --from, --to, --error), or --all.");
        }

        return new ReplayRequest
        {
            Ids = ids.Length > 0 ? ids : null,
            Sequences = sequences.Length > 0 ? sequences : null,
            Filter = ids.Length + sequences.Length > 0 ? null : filter.Read(parse, id: null, around.Time),
            All = parse.GetValue(_all) ? true : null,
            Subscriber = parse.GetValue(_subscriber),
            Rate = parse.GetValue(_rate),
            UpTo = parse.GetValue(_upTo),
        };
    }

    private ExampledCommand List()
    {
        var list = new ExampledCommand("list", "Lists every replay that is remembered, newest first.", "webhook-relay replay list");
        list.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            return await new ReplayTable(admin, new Screen(around), parse.GetValue(_json)).RunAsync(cancellationToken);
        });
        return list;
    }

    private ExampledCommand Watch()
    {
        var watch = new ExampledCommand("watch", "Follows a replay to its end. Ctrl+C ends the watching, not the replay.", "webhook-relay replay watch 000661073a7e4500a2e9ee88") { _which };
        watch.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            var screen = new Screen(around);
            var ended = await new Watching(admin, screen, around.Time).ToEndAsync(parse.GetValue(_which)!, cancellationToken);
            return Ending.Tell(ended, screen, parse.GetValue(_json));
        });
        return watch;
    }

    private ExampledCommand Cancel()
    {
        var cancel = new ExampledCommand("cancel", "Cancels a replay, and tells how far it came.", "webhook-relay replay cancel 000661073a7e4500a2e9ee88") { _which };
        cancel.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            var ended = await admin.DeleteAsync($"replays/{Uri.EscapeDataString(parse.GetValue(_which)!)}", AdminJson.Default.Replay, cancellationToken);
            Ending.Tell(ended, new Screen(around), parse.GetValue(_json));
            return ExitCode.Done;
        });
        return cancel;
    }
}
