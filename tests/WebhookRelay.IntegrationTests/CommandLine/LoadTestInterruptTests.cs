using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.CommandLine;

/// <summary>Load tests are run by hand. These tests check how they end when interrupted.</summary>
public sealed class LoadTestInterruptTests
{
    private static readonly TimeSpan BeginsWithin = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Interrupted_load_test_prints_its_results_and_cleans_up()
    {
        using var folder = new TemporaryFolder();
        IEnumerable<string> Ledgers() => Directory.EnumerateDirectories(folder.Path, "webhookrelay-*");
        await using var load = ServerProcess.Start(
            "dotnet", [Built("WebhookRelay.LoadTests"), "--measure", "ledger", "--settled", "10000000"], new Dictionary<string, string?>(StringComparer.Ordinal) { ["TMPDIR"] = folder.Path });
        await Eventually.TrueAsync(
            () => Task.FromResult(Ledgers().Any(ledger => File.Exists(Path.Combine(ledger, "db", "CURRENT")))),
            BeginsWithin,
            "a ledger is being filled",
            () => string.Join('\n', load.Output));

        load.Signal(ServerProcess.SigTerm);

        Assert.Equal(130, await load.ExitAsync());
        Assert.Contains("## Targets", load.Output);
        Assert.Empty(Ledgers());
    }

    /// <summary>Another test program that is built with this one.</summary>
    private static string Built(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, $"{project}.dll");
    }
}
