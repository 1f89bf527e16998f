using WebhookRelay.LoadTests.Contestants;

namespace WebhookRelay.LoadTests;

/// <summary>The measures, contestants and durations of a session.</summary>
internal sealed record LoadOptions
{
    public const string Ledger = "ledger";
    public const string Export = "export";

    public static IReadOnlyList<string> EveryMeasure { get; } = ["throughput", "burst", "latency", "away", "backlog", "start", Ledger, Export];

    /// <summary>The keys of the contestants.</summary>
    public IReadOnlyList<string> Contestants { get; init; } = [.. ContestantList.All.Select(contestant => contestant.Key), ContestantList.DirectKey];

    public IReadOnlyList<string> Measures { get; init; } = EveryMeasure;

    /// <summary>Whether there is a measure with contestants, Redis and RabbitMQ.</summary>
    public bool NeedsServers => Measures.Any(measure => measure is not (Ledger or Export));

    /// <summary>The body sizes in bytes.</summary>
    public IReadOnlyList<int> Bodies { get; init; } = [4_700, 50_000, 1_000_000];

    /// <summary>The offered rates in deliveries per second.</summary>
    public IReadOnlyList<int> Rates { get; init; } = [500, 1_000, 2_000];

    public int Rounds { get; init; } = 3;

    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(8);

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The unsettled entries in the ledger when the drain starts.</summary>
    public int Backlog { get; init; } = 200_000;

    /// <summary>The unsettled entries in the ledger at startup.</summary>
    public int Unsettled { get; init; } = 100_000;

    /// <summary>The number of settled entries in the large ledger.</summary>
    public int Settled { get; init; } = 10_000_000;

    /// <summary>The size of the export in bytes.</summary>
    public long ExportBytes { get; init; } = 10_000_000_000;

    /// <summary>One short round that checks that everything runs.</summary>
    public LoadOptions Quick() => this with
    {
        Rounds = 1,
        WarmUp = TimeSpan.FromSeconds(1),
        Duration = TimeSpan.FromSeconds(2),
        Backlog = 5_000,
        Unsettled = 5_000,
        Settled = 50_000,
        ExportBytes = 100_000_000,
    };

    public bool Takes(string key) => Contestants.Contains(key, StringComparer.OrdinalIgnoreCase);

    public bool Takes(Contestant contestant) => Takes(contestant.Key);

    public bool Does(string measure) => Measures.Contains(measure, StringComparer.OrdinalIgnoreCase);
}
