using System.Globalization;

namespace WebhookRelay.IntegrationTests.Faults;

/// <summary>What a run was asked for, by environment variables.</summary>
/// <param name="Seeds">Each is played with relays and servers of its own.</param>
/// <param name="Rounds">How many rounds each has.</param>
internal sealed record FaultRun(IReadOnlyList<int> Seeds, int Rounds)
{
    public const string Seed = "WEBHOOKRELAY_FAULT_SEED";
    public const string RoundsKey = "WEBHOOKRELAY_FAULT_ROUNDS";

    private const string SeedsKey = "WEBHOOKRELAY_FAULT_SEEDS";
    private const string OnlyKey = "WEBHOOKRELAY_FAULT_ONLY";

    /// <summary>How many rounds a run in the suite has; a long one is asked for.</summary>
    private const int ShortRun = 7;

    /// <summary>Each fault by itself, and half as many pairs.</summary>
    private static readonly int LongRun = Fault.All.Count * 3 / 2;

    public static FaultRun Asked() => Number(SeedsKey) is { } seeds
        ? new([.. Enumerable.Range(1, seeds)], Number(RoundsKey) ?? LongRun)
        : new([Number(Seed) ?? Environment.TickCount & 0x7fff_ffff], Number(RoundsKey) ?? ShortRun);

    /// <summary>First the single faults in an order of the seed's own, and then two at a time.</summary>
    public IEnumerable<(int Number, Fault[] Faults)> Plan(int seed, Scene scene)
    {
        var random = new Random(seed);
        var only = Environment.GetEnvironmentVariable(OnlyKey)?.Split(',');
        Fault[] each = [.. Fault.All.Where(fault => !scene.LeftOut.ContainsKey(fault.Name) && only?.Contains(fault.Name, StringComparer.Ordinal) is not false)];
        random.Shuffle(each);
        for (var i = 0; i < Rounds; i++)
        {
            // What strikes the same part twice at once is one fault: the second would mend the first.
            var (one, other) = (each[i % each.Length], each[random.Next(each.Length)]);
            yield return (i + 1, i < each.Length || one.Part == other.Part ? [one] : [one, other]);
        }
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
