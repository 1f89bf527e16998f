namespace WebhookRelay.IntegrationTests.Faults;

/// <summary>
/// The promise, under every fault there is: each id that was answered 2xx arrives with its payload, nothing arrives that
/// was not sent, doubles come only with a fault that design allows them for, each row's events come in the order of one
/// relay's ledger and tell when it was accepted, whatever the clock shows, and once a fault is over everything is settled.
/// </summary>
public sealed class ConservationTests
{
    [Fact]
    public async Task Every_acknowledged_delivery_arrives_under_every_fault()
    {
        var asked = FaultRun.Asked();
        var rows = new List<string>();
        foreach (var seed in asked.Seeds)
        {
            rows.Add(await RunAsync(asked, seed));
        }

        Say(string.Join('\n', [.. Tally.Head, .. rows]));
    }

    /// <summary>Plays one seed, and returns its row of the table.</summary>
    private static async Task<string> RunAsync(FaultRun asked, int seed)
    {
        await using var scene = await Scene.OpenAsync();
        var sending = new Sending([scene.First, scene.Second], seed);
        var (oracle, foreign) = (new Oracle(sending), new Oracle(sending));
        var tally = new Tally(seed);
        Say($"seed {seed}, {asked.Rounds} rounds: repeat it with {FaultRun.Seed}={seed} {FaultRun.RoundsKey}={asked.Rounds}");
        foreach (var (name, why) in scene.LeftOut)
        {
            Say($"left out: '{name}' ({why})");
        }

        foreach (var (number, faults) in asked.Plan(seed, scene))
        {
            var names = string.Join(" + ", faults.Select(fault => fault.Name));
            Say($"seed {seed}, round {number} of {asked.Rounds}: {names}");
            await sending.DuringAsync(() => Task.WhenAll(faults.Select(fault => fault.StrikeAsync(scene))));
            await sending.SettledAsync();
            var mayDouble = string.Join(", or ", faults.Select(fault => fault.MayDouble).OfType<string>().Distinct(StringComparer.Ordinal));
            var misleads = faults.Any(fault => fault.Name is Fault.ClockStepped) && faults.Any(fault => fault.StartsARelay);
            var most = faults is [{ Most: var alone }] ? alone : null;
            var doubled = oracle.Judge(await scene.Queue.ReadAllAsync(), names, mayDouble is "" ? null : mayDouble, !misleads, most);
            foreign.Judge(await scene.Foreign.ReadAllAsync(), names, mayDouble is "" ? null : mayDouble, !misleads, most);
            tally.Add(faults, doubled, mayDouble);
            Say($"  {oracle.Told}");
        }

        var row = tally.Row(sending, oracle);
        Say(row);
        return row;
    }

    private static void Say(string text)
    {
        TestContext.Current.SendDiagnosticMessage("{0}", text);
        TestContext.Current.TestOutputHelper?.WriteLine(text);
    }
}
