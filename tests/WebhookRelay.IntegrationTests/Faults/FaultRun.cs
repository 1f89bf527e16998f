using System.Globalization;

namespace WebhookRelay.IntegrationTests.Faults;

/// <summary>The parameters of a run, from environment variables.</summary>
/// <param name="Seeds">The seeds; each runs with its own relays and servers.</param>
/// <param name="Rounds">The number of rounds per seed.</param>
internal sealed record FaultRun(IReadOnlyList<int> Seeds, int Rounds)
{
    public const string Seed = "WEBHOOKRELAY_FAULT_SEED";
    public const string RoundsKey = "WEBHOOKRELAY_FAULT_ROUNDS";

    private const string SeedsKey = "WEBHOOKRELAY_FAULT_SEEDS";
    private const string OnlyKey = "WEBHOOKRELAY_FAULT_ONLY";

    /// <summary>The default number of rounds in the test suite.</summary>
    private const int ShortRun = 7;

    /// <summary>Each fault alone, and half as many pairs.</summary>
    private static readonly int LongRun = Fault.All.Count * 3 / 2;

    public static FaultRun Asked() => Number(SeedsKey) is { } seeds
        ? new([.. Enumerable.Range(1, seeds)], Number(RoundsKey) ?? LongRun)
        : new([Number(Seed) ?? Environment.TickCount & 0x7fff_ffff], Number(RoundsKey) ?? ShortRun);

    /// <summary>First the single faults in an order given by the seed, then pairs.</summary>
    public IEnumerable<(int Number, Fault[] Faults)> Plan(int seed, FaultEnvironment environment)
    {
        var random = new Random(seed);
        var only = Environment.GetEnvironmentVariable(OnlyKey)?.Split(',');
        Fault[] each = [.. Fault.All.Where(fault => !environment.Excluded.ContainsKey(fault.Name) && only?.Contains(fault.Name, StringComparer.Ordinal) is not false)];
        random.Shuffle(each);
        for (var i = 0; i < Rounds; i++)
        {
            // Two faults of the same component are not combined: repairing one would repair the other.
            var (one, other) = (each[i % each.Length], each[random.Next(each.Length)]);
            yield return (i + 1, i < each.Length || one.Target == other.Target ? [one] : [one, other]);
        }
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
