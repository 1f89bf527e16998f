namespace WebhookRelay.IntegrationTests.Faults;

/// <summary>
/// The guarantee under every fault: each id that was answered 2xx arrives with its payload, nothing arrives that was not
/// sent, duplicates occur only with a fault that permits them, each row's events arrive in the order of one relay's ledger
/// with the true acceptance time, whatever the clock shows, and everything is settled once a fault is over.
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

        Say(string.Join('\n', [.. ResultRow.Head, .. rows]));
    }

    /// <summary>Runs one seed and returns its row of the result table.</summary>
    private static async Task<string> RunAsync(FaultRun asked, int seed)
    {
        await using var environment = await FaultEnvironment.OpenAsync();
        var sender = new ContinuousSender([environment.First, environment.Second], seed);
        var (verifier, foreign) = (new DeliveryVerifier(sender), new DeliveryVerifier(sender));
        var result = new ResultRow(seed);
        Say($"seed {seed}, {asked.Rounds} rounds: repeat it with {FaultRun.Seed}={seed} {FaultRun.RoundsKey}={asked.Rounds}");
        foreach (var (name, why) in environment.Excluded)
        {
            Say($"left out: '{name}' ({why})");
        }

        foreach (var (number, faults) in asked.Plan(seed, environment))
        {
            var names = string.Join(" + ", faults.Select(fault => fault.Name));
            Say($"seed {seed}, round {number} of {asked.Rounds}: {names}");
            await sender.DuringAsync(() => Task.WhenAll(faults.Select(fault => fault.InjectAsync(environment))));
            await sender.SettledAsync();
            var duplicateReason = string.Join(", or ", faults.Select(fault => fault.DuplicateReason).OfType<string>().Distinct(StringComparer.Ordinal));
            var misleads = faults.Any(fault => fault.Name is Fault.ClockStepped) && faults.Any(fault => fault.RestartsRelay);
            var most = faults is [{ MaxCopies: var alone }] ? alone : null;
            var doubled = verifier.Verify(await environment.Queue.ReadAllAsync(), names, duplicateReason is "" ? null : duplicateReason, !misleads, most);
            foreign.Verify(await environment.Foreign.ReadAllAsync(), names, duplicateReason is "" ? null : duplicateReason, !misleads, most);
            result.Add(faults, doubled, duplicateReason);
            Say($"  {verifier.Summary}");
        }

        var row = result.Row(sender, verifier);
        Say(row);
        return row;
    }

    private static void Say(string text)
    {
        TestContext.Current.SendDiagnosticMessage("{0}", text);
        TestContext.Current.TestOutputHelper?.WriteLine(text);
    }
}
