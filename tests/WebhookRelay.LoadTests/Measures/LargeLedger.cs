using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using WebhookRelay.Benchmarks;
using WebhookRelay.Contracts;
using WebhookRelay.IntegrationTests.Support;
using WebhookRelay.Ledger;
using WebhookRelay.LoadTests.Figures;
using WebhookRelay.Searching;

namespace WebhookRelay.LoadTests.Measures;

/// <summary>Measures the ledger alone: the cost per entry, and whether it stays fast when it is large.</summary>
/// <param name="settled">The number of entries in the large ledger.</param>
/// <param name="board">Collects the results.</param>
/// <param name="ending">Stops the measure, also during the filling, which takes minutes.</param>
internal sealed class LargeLedger(int settled, ResultBoard board, CancellationToken ending)
{
    public const string Empty = "empty";

    private const int Appends = 100_000;
    private const int Lists = 300;
    private const int Projects = 40;

    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(10);
    private static readonly byte[] Body = Bodies.V2(4_700);
    private static readonly byte[] SmallBody = Encoding.UTF8.GetBytes($$"""{"data_row":{"id":"x"},"projects":{},"padding":"{{new string('x', 400)}}"}""");

    public const string Title = "The ledger by itself, 4.7 KB";

    public static string Full(int settled) => string.Create(CultureInfo.InvariantCulture, $"with {settled:N0} settled entries");

    /// <exception cref="OperationCanceledException">The measure was stopped.</exception>
    public async Task RunAsync(int rounds)
    {
        using var full = new TemporaryFolder();
        Console.WriteLine($"filling a ledger with {settled} settled entries");
        await LedgerFill.FillAsync(full.Path, settled, number => (Delivery(number, SmallBody), Settlement(number)), From, TimeSpan.FromMilliseconds(20), GoesOn);
        // After such a fast fill RocksDB would compact during the measurement. A ledger that grew in normal operation has no such backlog.
        await AppendAsync(full.Path, settled, round: 0);
        for (var round = 1; round <= rounds; round++)
        {
            using var empty = new TemporaryFolder();
            await MeasureAsync(empty.Path, Empty, 0, round);
            await MeasureAsync(full.Path, Full(settled), settled + (round * Appends), round);
        }
    }

    private Task AppendAsync(string path, int first, int round) => LedgerFill.FillAsync(
        path, Appends, number => (Delivery(first + number, Body), Settlement(first + number)), From + TimeSpan.FromDays(5) + TimeSpan.FromHours(round), TimeSpan.FromMilliseconds(1), GoesOn);

    private void GoesOn(int filled) => ending.ThrowIfCancellationRequested();

    private async Task MeasureAsync(string path, string name, int first, int round)
    {
        var (started, cpu) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await AppendAsync(path, first, round);
        var (elapsed, spent) = (TimeProvider.System.GetElapsedTime(started), Environment.CpuUsage.TotalTime - cpu);
        var lists = await ListAsync(path);
        board.Add(new Result(
            Title, name, round, [(Column.Appended, Appends / elapsed.TotalSeconds), (Column.Own, spent.TotalMicroseconds / Appends), (Column.P50, lists[Lists / 2]), (Column.P99, lists[Lists * 99 / 100])], Void: null));
    }

    /// <summary>Lists the first page of one project, like an operator does.</summary>
    private static async Task<IReadOnlyList<double>> ListAsync(string path)
    {
        await using var ledger = new DeliveryLedger(LedgerFill.OptionsFor(path), TimeProvider.System, NullLoggerFactory.Instance);
        ledger.Open();
        var search = new EntrySearch(ledger);
        var took = new List<double>(Lists);
        for (var i = 0; i < Lists; i++)
        {
            var started = TimeProvider.System.GetTimestamp();
            search.Find(new EntryFilter { Project = Text("project", i % Projects) }, new SearchOrder(NewestFirst: true), from: null, long.MaxValue, limit: 50);
            took.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }

        took.Sort();
        return took;
    }

    private static VerifiedDelivery Delivery(int number, byte[] body) =>
        new(Text("delivery", number), "LABEL_UPDATED", string.Empty, "01234567", [new("Content-Type", "application/json")], body, TraceParent: null);

    private static Settlement Settlement(int number) => new(DeliveryState.Relayed, 1, "label.updated.project", Error: null)
    {
        Facts = new EntryFacts(LabelboxTopic.LabelUpdated, Text("project", number % Projects), Text("row", number / 3), Text("label", number / 2)),
    };

    private static string Text(string kind, int i) => string.Create(CultureInfo.InvariantCulture, $"cl{kind}{i:D16}");
}
