using WebhookRelay.Ledger;
using WebhookRelay.Starting;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Architecture;

/// <summary>The folders of the service point one way. Add an arrow to the list only if it makes no cycle and a reader expects it.</summary>
public sealed class ArrowTests
{
    private static readonly string[] Everything =
    [
        "Clock", "Coordination", "Deduplication", "Ledger", "Normalising", "Payloads", "Publishing", "Receiving", "Relaying", "Replaying", "Searching", "Starting",
        "Subscriptions", "Telemetry", "Tls", "Tunnel", "Verifying",
    ];

    /// <summary>Each folder, and the folders that it may use.</summary>
    private static readonly Dictionary<string, string[]> Declared = new(StringComparer.Ordinal)
    {
        // What every folder may use.
        ["Starting"] = [],
        ["Tls"] = [],
        ["Telemetry"] = ["Starting"],
        ["Clock"] = ["Telemetry"],

        // The stages of a delivery.
        ["Receiving"] = ["Ledger", "Starting", "Telemetry", "Tls"],
        ["Ledger"] = ["Starting", "Telemetry"],
        ["Relaying"] = ["Deduplication", "Ledger", "Normalising", "Publishing", "Receiving", "Starting", "Telemetry"],
        ["Normalising"] = ["Ledger"],
        ["Deduplication"] = ["Starting", "Telemetry", "Tls"],
        ["Publishing"] = ["Starting", "Telemetry", "Tls"],

        // What operators do with stored deliveries.
        ["Searching"] = ["Ledger", "Normalising"],
        ["Replaying"] = ["Ledger", "Normalising", "Publishing", "Relaying", "Searching", "Starting", "Telemetry"],
        ["Verifying"] = ["Ledger"],
        ["Payloads"] = ["Ledger", "Starting"],

        // The webhooks at Labelbox.
        ["Coordination"] = ["Deduplication"],
        ["Subscriptions"] = ["Coordination", "Ledger", "Receiving", "Relaying", "Starting"],
        ["Tunnel"] = ["Receiving", "Starting", "Subscriptions"],

        // Nothing points at these.
        ["Management"] = Everything,
        ["Inspecting"] = [.. Everything, "Management"],
        [FolderArrows.Root] = [.. Everything, "Management", "Inspecting"],
    };

    /// <summary>Types of the ledger that other folders use through queries only.</summary>
    private static readonly Type[] Records = [typeof(LedgerStore), typeof(ILedgerDatabase), typeof(LedgerBatch)];

    private static readonly FolderArrows Service = new(typeof(RunMode).Assembly.GetTypes(), "WebhookRelay");

    [Fact]
    public void The_folders_use_only_the_declared_ones() => Assert.Empty(Undeclared(Service, Declared));

    [Fact]
    public void The_folders_have_no_cycle() => Assert.Null(CycleOf(Service));

    [Fact]
    public void Every_declared_arrow_exists()
    {
        var unused = Declared.Where(folder => folder.Key is not ("Management" or "Inspecting" or FolderArrows.Root))
            .SelectMany(folder => folder.Value.Where(to => !Service.From(folder.Key).ContainsKey(to)).Select(to => $"{folder.Key} -> {to}"));
        Assert.Empty(unused);
    }

    [Fact]
    public void The_architecture_page_shows_the_declared_arrows()
    {
        string[] common = ["Starting", "Telemetry", "Tls", "Clock"];
        var page = File.ReadLines(Repository.File("docs/architecture.md"))
            .SkipWhile(line => !line.StartsWith("| folder | uses", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|'))
            .SelectMany(cells => FoldersIn(cells[1]).Select(folder => (Folder: folder, Uses: FoldersIn(cells[2]))));
        Assert.Equal(
            Declared.Where(folder => !common.Concat(["Management", "Inspecting", FolderArrows.Root]).Contains(folder.Key, StringComparer.Ordinal))
                .Select(folder => $"{folder.Key}: {string.Join(' ', folder.Value.Except(common).Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal),
            page.Where(row => row.Folder is not ("Management" or "Inspecting")).Select(row => $"{row.Folder}: {string.Join(' ', row.Uses.Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_the_ledger_and_its_verification_use_the_records_themselves()
    {
        var users = typeof(RunMode).Assembly.GetTypes()
            .Where(type => type.FullName!.StartsWith("WebhookRelay.", StringComparison.Ordinal) && UsedTypes.Of(type).Intersect(Records).Any())
            .Select(type => type.Namespace!.Split('.')[1])
            .ToHashSet(StringComparer.Ordinal);
        Assert.Equal(["Ledger", "Verifying"], users.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_planted_arrow_and_the_cycle_it_makes_are_named()
    {
        var planted = new FolderArrows([.. typeof(ArrowTests).Assembly.GetTypes()], "WebhookRelay.Tests.Architecture.Planted");
        var declared = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["Upper"] = ["Lower"] };

        Assert.Equal(["Lower -> Upper (Low uses High)"], Undeclared(planted, declared));
        Assert.Equal("Lower -> Upper -> Lower", CycleOf(planted));
    }

    /// <summary>The folder names in a cell of the page; file names contain a slash.</summary>
    private static IEnumerable<string> FoldersIn(string cell) => cell.Split('`').Where((part, i) => i % 2 is 1 && !part.Contains('/', StringComparison.Ordinal));

    private static List<string> Undeclared(FolderArrows arrows, Dictionary<string, string[]> declared) =>
    [
        .. arrows.Folders.SelectMany(from => arrows.From(from)
            .Where(to => !declared.GetValueOrDefault(from, []).Contains(to.Key, StringComparer.Ordinal))
            .Select(to => $"{from} -> {to.Key} ({to.Value})")),
    ];

    private static string? CycleOf(FolderArrows arrows) => arrows.Cycle() is { } cycle ? string.Join(" -> ", cycle) : null;
}
