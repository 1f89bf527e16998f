using System.CommandLine;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Deliveries;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Replaying;

internal sealed class ReplayCommand(CliContext context, AdminOptions admins)
{
    private readonly Option<string[]> _ids = new("--id") { Description = "Deliveries by id; can be repeated", HelpName = "id" };
    private readonly Option<string[]> _sequences = new("--sequence") { Description = "Entries by sequence; can be repeated", HelpName = "sequence" };
    private readonly Option<bool> _all = new("--all", "--everything") { Description = "Replay every delivery" };
    private readonly Option<string?> _subscriber = new("--subscriber") { Description = "Replay to this queue only (default: every bound queue)", HelpName = "queue" };
    private readonly Option<int?> _rate = new("--rate") { Description = "Maximum events a second (default: 500)", HelpName = "number" };
    private readonly Option<string?> _upTo = new("--up-to") { Description = "Last entry to replay, from a forecast", HelpName = "sequence" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Print the forecast only" };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask for confirmation" };
    private readonly Option<bool> _detach = new("--detach") { Description = "Do not wait for completion" };
    private readonly Option<bool> _json = new("--json") { Description = "Print lines of JSON: the forecast, then the finished replay", Recursive = true };
    private readonly Argument<string> _which = new("replay") { Description = "The replay's id" };

    public Command Build()
    {
        var filter = new FilterOptions();
        var command = new CommandWithExamples(
            "replay", "Replays deliveries after showing a forecast and asking for confirmation. Ctrl+C cancels the replay.",
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
            var screen = new Screen(context);
            var options = new ReplayRunOptions(parse.GetValue(_dryRun), parse.GetValue(_yes), parse.GetValue(_detach), parse.GetValue(_json));
            return await new ReplayRunner(admin, screen, new ReplayWatcher(admin, screen, context.Time), options).RunAsync(request, cancellationToken);
        });
        return command;
    }

    /// <summary>Requires exactly one kind of selection, so that a forgotten filter does not replay everything.</summary>
    private ReplayRequest Request(ParseResult parse, FilterOptions filter)
    {
        var (ids, sequences) = (parse.GetValue(_ids) ?? [], parse.GetValue(_sequences) ?? []);
        var ways = (ids.Length > 0 ? 1 : 0) + (sequences.Length > 0 ? 1 : 0) + (filter.IsSpecified(parse) ? 1 : 0) + (parse.GetValue(_all) ? 1 : 0);
        if (ways is not 1)
        {
            throw new CommandException(
                ExitCode.Usage, ways is 0 ? "No deliveries are selected." : "Deliveries can be selected in one way only.",
                $"Pass --id, --sequence, a filter ({filter.Names}), or --all.");
        }

        return new ReplayRequest
        {
            Ids = ids.Length > 0 ? ids : null,
            Sequences = sequences.Length > 0 ? sequences : null,
            Filter = ids.Length + sequences.Length > 0 ? null : filter.Read(parse, id: null, context.Time),
            All = parse.GetValue(_all) ? true : null,
            Subscriber = parse.GetValue(_subscriber),
            Rate = parse.GetValue(_rate),
            UpTo = parse.GetValue(_upTo),
            By = context.UserName,
        };
    }

    private CommandWithExamples List()
    {
        var list = new CommandWithExamples("list", "Lists the known replays, newest first.", "webhook-relay replay list");
        list.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            return await new ReplayListView(admin, new Screen(context), parse.GetValue(_json)).RunAsync(cancellationToken);
        });
        return list;
    }

    private CommandWithExamples Watch()
    {
        var watch = new CommandWithExamples("watch", "Follows a replay until it completes. Ctrl+C stops watching, not the replay.", "webhook-relay replay watch 000661073a7e4500a2e9ee88") { _which };
        watch.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            var screen = new Screen(context);
            var ended = await new ReplayWatcher(admin, screen, context.Time).ToEndAsync(parse.GetValue(_which)!, cancellationToken);
            return ReplayResult.Print(ended, screen, parse.GetValue(_json));
        });
        return watch;
    }

    private CommandWithExamples Cancel()
    {
        var cancel = new CommandWithExamples("cancel", "Cancels a replay and shows its progress.", "webhook-relay replay cancel 000661073a7e4500a2e9ee88") { _which };
        cancel.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            var ended = await admin.DeleteAsync($"replays/{Uri.EscapeDataString(parse.GetValue(_which)!)}", AdminJson.Default.Replay, cancellationToken);
            ReplayResult.Print(ended, new Screen(context), parse.GetValue(_json));
            return ExitCode.Done;
        });
        return cancel;
    }
}
