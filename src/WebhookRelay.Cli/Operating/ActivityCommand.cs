using System.CommandLine;
using System.Globalization;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Operating;

internal sealed class ActivityCommand(CliContext context, AdminOptions admins)
{
    private static readonly Column[] Columns = [new("what"), new("of"), new("topic", 2), new("total"), new("over time", 1)];

    private readonly Option<string?> _from = new("--from") { Description = "The begin: a time (2026-01-31T12:00:00Z) or an age (90m, 12h, 3d); default: an hour before the end", HelpName = "time" };
    private readonly Option<string?> _to = new("--to") { Description = "The end (default: now)", HelpName = "time" };
    private readonly Option<int?> _step = new("--step") { Description = "Seconds that are counted together: a multiple of 10; before the last 25 hours of 3600", HelpName = "seconds" };
    private readonly Option<string[]> _by = new("--by") { Description = "Divide by webhook or topic; can be repeated", HelpName = "webhook|topic" };
    private readonly Option<bool> _json = new("--json") { Description = "Print the answer as a line of JSON" };

    public Command Build()
    {
        _step.MustBeBetween(10, int.MaxValue);
        _by.Must(text => text is "webhook" or "topic", "webhook or topic");
        _by.CompletionSources.Add("webhook", "topic");
        var command = new CommandWithExamples(
            "activity", "Shows how many deliveries were accepted, settled and refused over time.",
            "webhook-relay activity",
            "webhook-relay activity --from 14d --by topic",
            "webhook-relay activity --from 2026-01-31T12:00:00Z --to 2026-01-31T13:00:00Z --step 60 --by webhook --json")
        {
            _from, _to, _step, _by, _json,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var admin = admins.Open(parse);
            var query = new Query()
                .Add("from", TimeOrAge.Read(parse.GetValue(_from), "--from", context.Time)).Add("to", TimeOrAge.Read(parse.GetValue(_to), "--to", context.Time))
                .Add("step", parse.GetValue(_step)?.ToString(CultureInfo.InvariantCulture)).Add("by", parse.GetValue(_by));
            var activity = await admin.GetAsync($"activity{query}", AdminJson.Default.Activity, cancellationToken);
            var screen = new Screen(context);
            if (parse.GetValue(_json))
            {
                screen.Json(activity.Json);
            }
            else
            {
                Show(activity.Value, screen);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(Activity activity, Screen screen)
    {
        screen.Line($"From {Humanize.Time(activity.From)} to {Humanize.Time(activity.To)}, {Humanize.Span(TimeSpan.FromSeconds(activity.Step))} a step");
        List<string?[]> rows =
        [
            .. activity.Accepted.Select(series => Row("accepted", series.Webhook is "" ? "(no name)" : series.Webhook, series)),
            .. activity.Settled.Select(series => Row("settled", series.State, series)),
            .. activity.Refused.Select(series => Row("refused", series.Reason, series)),
        ];
        if (rows.Count > 0)
        {
            screen.Table(Columns, rows);
        }
        else
        {
            screen.Notice("Nothing happened in this time.");
        }

        if (activity.Since > activity.From)
        {
            screen.Notice($"Counting began at {Humanize.Time(activity.Since)}.");
        }

        foreach (var (from, to) in activity.Incomplete)
        {
            screen.Notice($"The relay was killed between {Humanize.Time(from)} and {Humanize.Time(to)}: up to 10 s of settled deliveries and refused requests may be missing.", LineStyle.Warning);
        }
    }

    private static string?[] Row(string what, string? name, ActivitySeries series) => [what, name, series.Topic, Humanize.Number(series.Total), Sparkline.Of(series.Counts)];
}
