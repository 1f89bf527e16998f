using WebhookRelay.LoadTests.Contestants;

namespace WebhookRelay.LoadTests;

/// <summary>What is measured, of whom, and how long.</summary>
internal sealed record LoadOptions
{
    public const string Ledger = "ledger";

    public static IReadOnlyList<string> EveryMeasure { get; } = ["throughput", "burst", "latency", "away", "backlog", "start", Ledger];

    /// <summary>By their keys.</summary>
    public IReadOnlyList<string> Contestants { get; init; } = [.. ContestantList.All.Select(contestant => contestant.Key), ContestantList.StraightKey];

    public IReadOnlyList<string> Measures { get; init; } = EveryMeasure;

    /// <summary>The ledger is measured by itself: that starts no server and no contestant.</summary>
    public bool NeedsServers => Measures.Any(measure => measure is not Ledger);

    /// <summary>Bytes of a body.</summary>
    public IReadOnlyList<int> Bodies { get; init; } = [4_700, 50_000, 1_000_000];

    /// <summary>Deliveries a second that are offered.</summary>
    public IReadOnlyList<int> Rates { get; init; } = [500, 1_000, 2_000];

    public int Rounds { get; init; } = 3;

    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(8);

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Entries that wait in the ledger when the drain begins.</summary>
    public int Backlog { get; init; } = 200_000;

    /// <summary>Entries that wait in the ledger at the start.</summary>
    public int Unsettled { get; init; } = 100_000;

    /// <summary>Settled entries of the large ledger.</summary>
    public int Settled { get; init; } = 10_000_000;

    /// <summary>Enough to see that everything runs; no figures to quote.</summary>
    public LoadOptions Quick() => this with
    {
        Rounds = 1,
        WarmUp = TimeSpan.FromSeconds(1),
        Duration = TimeSpan.FromSeconds(2),
        Backlog = 5_000,
        Unsettled = 5_000,
        Settled = 50_000,
    };

    public bool Takes(string key) => Contestants.Contains(key, StringComparer.OrdinalIgnoreCase);

    public bool Takes(Contestant contestant) => Takes(contestant.Key);

    public bool Does(string measure) => Measures.Contains(measure, StringComparer.OrdinalIgnoreCase);
}
