using System.Globalization;
using WebhookRelay.Simulation.Mutants;
using WebhookRelay.Simulation.World;

namespace WebhookRelay.Simulation;

/// <summary>Runs seeds in order and stops at the first that breaks a guarantee.</summary>
internal static class CommandLine
{
    private const string Help = """
        Runs the relay, its ledger and its claims in a simulated world and checks their guarantees.

          --seeds N      number of seeds (default 1000)
          --from S       first seed (default 1)
          --trace        print all steps; for one seed: --from S --seeds 1 --trace
          --mutant NAME  replace a guard with a fault, one of
        """;

    private const int SayEvery = 1000;

    public static async Task<int> RunAsync(string[] arguments, TextWriter output)
    {
        var (seeds, from, traced, mutant) = (1000, 1, false, "none");
        for (var at = 0; at < arguments.Length; at++)
        {
            switch (arguments[at])
            {
                case "--seeds" when Number(arguments, ++at) is { } number:
                    seeds = number;
                    break;
                case "--from" when Number(arguments, ++at) is { } number:
                    from = number;
                    break;
                case "--trace":
                    traced = true;
                    break;
                case "--mutant" when ++at < arguments.Length && Mutant.All.ContainsKey(arguments[at]):
                    mutant = arguments[at];
                    break;
                case "--help":
                    await output.WriteLineAsync($"{Help}\n                 {string.Join(", ", Mutant.All.Keys)}");
                    return 0;
                default:
                    await output.WriteLineAsync($"'{arguments[Math.Min(at, arguments.Length - 1)]}' is not a known option. Try --help.");
                    return 2;
            }
        }

        try
        {
            return await RunAsync(from, seeds, traced, Mutant.All[mutant], output);
        }
        finally
        {
            Directory.Delete(Settings.Ledger.CurrentValue.Path!, recursive: true);
        }
    }

    private static async Task<int> RunAsync(int from, int seeds, bool traced, Mutant mutant, TextWriter output)
    {
        for (var seed = from; seed < from + seeds; seed++)
        {
            using var world = new SimulatedWorld(seed, mutant, traced);
            var broken = await world.RunAsync();
            await output.WriteAsync(world.Trace);
            if (broken is not null)
            {
                await output.WriteLineAsync($"seed {seed} (number {seed - from + 1}): {broken}\nTo see the steps: --from {seed} --seeds 1 --trace");
                return 1;
            }

            if ((seed - from + 1) % SayEvery is 0)
            {
                await output.WriteLineAsync($"{seed - from + 1} seeds, nothing broken");
            }
        }

        await output.WriteLineAsync($"{seeds} seeds from {from}: nothing broken");
        return 0;
    }

    private static int? Number(string[] arguments, int at) =>
        at < arguments.Length && int.TryParse(arguments[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
