using System.Globalization;
using System.Text;
using WebhookRelay.LoadTests.Contestants;
using WebhookRelay.LoadTests.Measures;

namespace WebhookRelay.LoadTests.Figures;

/// <summary>The table of targets: ratios within one session and a few absolute values.</summary>
internal sealed class Targets(ResultBoard board, LoadOptions options)
{
    private const string Size = "4.7 KB";

    private static readonly string Loop = Throughput.Title(Size, 64);
    private static readonly string Burst = Throughput.Title(Size, 256);

    public string Table()
    {
        var text = new StringBuilder("## Targets\n\n| | wanted | reached | |\n| --- | ---: | ---: | --- |\n");
        foreach (var target in All())
        {
            var (reached, verdict) = target.Reached is { } value ? (ResultBoard.Text(value), target.IsReached ? "reached" : "not reached") : ("-", "not measured");
            text.AppendLine(CultureInfo.InvariantCulture, $"| {target.What} | {(target.AtMost ? "≤" : "≥")} {ResultBoard.Text(target.Wanted)} | {reached} | {verdict} |");
        }

        return text.ToString();
    }

    private IEnumerable<Target> All() =>
    [
        AtLeast("confirmed, 64 connections: times Node.js", 1.5, Ratio(Loop, Column.Confirmed, ContestantList.Durable, ContestantList.Node)),
        AtLeast("confirmed, 64 connections: times Python", 8, Ratio(Loop, Column.Confirmed, ContestantList.Durable, ContestantList.Python)),
        AtLeast("confirmed, 64 connections: times plain .NET", 4, Ratio(Loop, Column.Confirmed, ContestantList.Durable, ContestantList.Dotnet)),
        AtLeast("confirmed, 64 connections: times RabbitMQ.Client directly to the queue", 0.75, Ratio(Loop, Column.Confirmed, ContestantList.Durable, ContestantList.DirectPublish)),
        AtLeast("acknowledged, a burst at 256 connections: times Node.js", 2, Ratio(Burst, Column.Acknowledged, ContestantList.Durable, ContestantList.Node)),
        AtLeast("acknowledged, RabbitMQ away: times bare Kestrel", 0.5, Ratio(BrokerOutage.Title, Column.Acknowledged, ContestantList.Durable, ContestantList.Kestrel)),
        AtMost("p99 of the answer at 1,000/s: times Node.js", 0.125, Ratio(Latency.Title(Size, 1_000), Column.P99, ContestantList.Durable, ContestantList.Node)),
        AtMost("p99 at 2,000/s: times its own at 500/s", 3, P99(2_000) / P99(500)),
        AtMost("CPU in the relay, µs a delivery", 100, board.Median(Loop, ContestantList.Durable, Column.Own)),
        AtMost("of it the ledger, µs (measured by itself)", 35, board.Median(LargeLedger.Title, LargeLedger.Empty, Column.Own)),
        AtMost("allocated beyond the body, bytes a delivery", 8_192, board.Median(Loop, ContestantList.Durable, Column.Allocated)),
        AtMost("more on the large-object heap, bytes a delivery", 0, board.Median(Loop, ContestantList.Durable, Column.LargeObjects)),
        AtLeast("a backlog drained: times RabbitMQ.Client", 0.8, Ratio(Backlog.Title(options.Backlog), Column.Confirmed, ContestantList.Durable, ContestantList.DirectPublish)),
        AtMost("start to first 200, seconds", 1, board.Median(FirstAnswer.Title(options.Unsettled), ContestantList.Durable, Column.Seconds)),
        AtLeast("appends to a full ledger: times an empty one", 0.8, Ratio(LargeLedger.Title, Column.Appended, LargeLedger.Full(options.Settled), LargeLedger.Empty)),
        AtMost("lists of a full ledger, p50: times an empty one", 1.2, Ratio(LargeLedger.Title, Column.P50, LargeLedger.Full(options.Settled), LargeLedger.Empty)),
        AtLeast("an export to a file: times curl", 0.7, Ratio(ExportDownload.Title(options.ExportBytes), Column.Rate, ExportDownload.Tool, ExportDownload.Curl)),
        AtMost("memory of the export above idle, MiB", 64, board.Median(ExportDownload.Title(options.ExportBytes), ExportDownload.Tool, Column.AboveIdle)),
    ];

    private double? P99(int perSecond) => board.Median(Latency.Title(Size, perSecond), ContestantList.Durable, Column.P99);

    private double? Ratio(string measure, string column, string ours, string theirs) => board.Median(measure, ours, column) / board.Median(measure, theirs, column);

    private static Target AtLeast(string what, double wanted, double? reached) => new(what, wanted, AtMost: false, reached);

    private static Target AtMost(string what, double wanted, double? reached) => new(what, wanted, AtMost: true, reached);
}
