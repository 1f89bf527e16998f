using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Faults;

/// <summary>Runs the simulation as a separate process with one thread; see its README.</summary>
public sealed class SimulationTests
{
    private static readonly TimeSpan Ceiling = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Guarantees_hold_under_every_simulated_fault_order()
    {
        var (exit, output) = await RunAsync("--seeds", "2000");

        Assert.True(exit is 0, string.Join('\n', output));
        Assert.Equal("2000 seeds from 1: nothing broken", output[^1]);
    }

    [Fact]
    public async Task Same_seed_gives_the_same_trace()
    {
        string[] traced = ["--from", "300", "--seeds", "40", "--trace"];
        var (first, second) = (await RunAsync(traced), await RunAsync(traced));

        Assert.Contains(first.Output, line => line.Contains("relay crashes", StringComparison.Ordinal));
        Assert.True(first.Output.Count > 1000);
        Assert.Equal(first.Output, second.Output);
    }

    [Theory]
    [InlineData("no-sync", "was answered before it was synced")]
    [InlineData("answer-failed-batch", "was answered before it was synced")]
    [InlineData("no-fence", "was published with")]
    [InlineData("no-claim", "was published without a claim")]
    [InlineData("settle-before-confirm", "before it was confirmed")]
    [InlineData("not-mandatory", "before it was confirmed")]
    [InlineData("commit-on-timeout", "before it was confirmed")]
    [InlineData("times-alone", "was acknowledged but never arrived")]
    [InlineData("no-steady-clock", "and is dated")]
    [InlineData("no-order", "arrived after a later event of")]
    public async Task Removed_safeguard_is_detected_within_ten_thousand_seeds(string mutant, string promise)
    {
        var (exit, output) = await RunAsync("--seeds", "9999", "--mutant", mutant);

        Assert.Equal(1, exit);
        Assert.Contains(output, line => line.StartsWith("seed ", StringComparison.Ordinal) && line.Contains(promise, StringComparison.Ordinal));
    }

    private static async Task<(int Exit, List<string> Output)> RunAsync(params string[] arguments)
    {
        await using var simulation = ServerProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "WebhookRelay.Simulation.dll"), .. arguments]);
        var exit = await simulation.ExitAsync(Ceiling);
        return (exit, [.. simulation.Output.Where(line => line.Length > 0)]);
    }
}
