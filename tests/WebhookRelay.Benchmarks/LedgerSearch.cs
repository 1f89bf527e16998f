using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using WebhookRelay.Contracts;
using WebhookRelay.Ledger;
using WebhookRelay.Searching;

namespace WebhookRelay.Benchmarks;

/// <summary>Measures the admin API's lists in a large ledger, and the cost of filling it.</summary>
internal static class LedgerSearch
{
    private const int Projects = 40;
    private const int Times = 300;

    private static readonly string Body = $$"""{"data_row":{"id":"x"},"projects":{},"padding":"{{new string('x', 400)}}"}""";

    public static async Task<int> RunAsync(string[] arguments)
    {
        var count = arguments is [{ } entries, ..] ? int.Parse(entries, CultureInfo.InvariantCulture) : 1_000_000;
        var temporary = arguments is [_, { } given] ? null : Directory.CreateTempSubdirectory("ledger-search-");
        var path = temporary?.FullName ?? arguments[1];
        if (!Directory.Exists(Path.Combine(path, "db")))
        {
            await FillAsync(path, count);
        }

        await using var ledger = new DeliveryLedger(LedgerFill.OptionsFor(path), TimeProvider.System, NullLoggerFactory.Instance);
        var opening = TimeProvider.System.GetTimestamp();
        ledger.Open();
        Console.WriteLine($"opened in {TimeProvider.System.GetElapsedTime(opening).TotalMilliseconds:0} ms");
        Search(new EntrySearch(ledger), count);
        temporary?.Delete(recursive: true);
        return 0;
    }

    private static async Task FillAsync(string path, int count)
    {
        var (started, cpu, said) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime, 0);
        await LedgerFill.FillAsync(path, count, Make, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromMilliseconds(100), filled =>
        {
            if (filled - said >= 250_000)
            {
                said = filled;
                Console.WriteLine($"{filled} of {count}");
            }
        });
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        var spent = Environment.CpuUsage.TotalTime - cpu;
        Console.WriteLine($"appended and settled {count} in {elapsed.TotalSeconds:0.0} s: {count / elapsed.TotalSeconds:0}/s, {spent.TotalMicroseconds / count:0.0} µs CPU each (including all RocksDB threads)");
    }

    private static (VerifiedDelivery Delivery, Settlement? Settlement) Make(int i)
    {
        var topic = (i % 8) switch { 0 => "LABEL_CREATED", 1 => "WORKFLOW_ACTION", 2 => "LABEL_DELETED", _ => "LABEL_UPDATED" };
        var state = i % 1000 is 0 ? DeliveryState.Quarantined : i % 200 is 0 ? DeliveryState.Duplicate : DeliveryState.Relayed;
        var delivery = new VerifiedDelivery(Text("delivery", i), topic, string.Empty, "01234567", [new("Content-Type", "application/json")], Encoding.UTF8.GetBytes(Body), TraceParent: null);
        var settlement = new Settlement(state, 1, "label.updated.project", state is DeliveryState.Quarantined ? $"not-json: line 1, byte {i % 97}" : null)
        {
            Facts = new EntryFacts(LabelboxTopics.FromHeader(topic), Text("project", i % Projects), Text("row", i / 3), Text("label", i / 2)),
        };
        return (delivery, settlement);
    }

    private static void Search(EntrySearch search, int count)
    {
        var random = new Random(1);
        Measure("newest 50", () => new EntryFilter());
        Measure("one label", () => new EntryFilter { Label = Text("label", random.Next(count / 2)) });
        Measure("one data row", () => new EntryFilter { DataRow = Text("row", random.Next(count / 3)) });
        Measure("one id", () => new EntryFilter { Id = Text("delivery", random.Next(count)) });
        Measure("one project", () => new EntryFilter { Project = Text("project", random.Next(Projects)) });
        Measure("quarantined", () => new EntryFilter { States = [DeliveryState.Quarantined] });
        Measure("one topic", () => new EntryFilter { Topics = [LabelboxTopic.LabelDeleted] });
        Measure("quarantined of one project", () => new EntryFilter { States = [DeliveryState.Quarantined], Project = Text("project", random.Next(Projects)) });
        Measure("relayed, one topic, one project", () => new EntryFilter { States = [DeliveryState.Relayed], Topics = [LabelboxTopic.LabelCreated], Project = Text("project", 8 * random.Next(Projects / 8)) });
        Measure("text of the error", () => new EntryFilter { Error = $"byte {random.Next(97)}" });
        Measure("a project in one hour", () =>
        {
            var from = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + (TimeSpan.FromMilliseconds(100) * random.Next(count));
            return new EntryFilter { Project = Text("project", random.Next(Projects)), From = from, To = from.AddHours(1) };
        });
        Measure("a label that is not there", () => new EntryFilter { Label = "none" });

        void Measure(string what, Func<EntryFilter> filter)
        {
            var (took, entries, pages) = (new List<double>(), 0L, 0L);
            for (var i = 0; i < Times; i++)
            {
                var asked = filter();
                var started = TimeProvider.System.GetTimestamp();
                var page = search.Find(asked, new SearchOrder(NewestFirst: true), from: null, long.MaxValue, limit: 50);
                took.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
                (entries, pages) = (entries + page.Entries.Count, pages + (page.Next is null ? 0 : 1));
            }

            took.Sort();
            Console.WriteLine($"{what,-34} p50 {took[Times / 2],7:0.00} ms   p99 {took[Times * 99 / 100],7:0.00} ms   {entries / (double)Times,5:0.0} entries a page, {100 * pages / Times}% go on");
        }
    }

    private static string Text(string kind, int i) => $"cl{kind}{i:D16}";
}
