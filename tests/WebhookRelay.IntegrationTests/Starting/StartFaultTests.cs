using System.Net;
using System.Net.Sockets;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Starting;

/// <summary>A start failure is reported in one message: what, where, and what to do.</summary>
public sealed class StartFaultTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Serilog__MinimumLevel__Default", "Nonsense", "Serilog:MinimumLevel:Default must be one of Verbose, Debug, Information, Warning, Error, Fatal.")]
    [InlineData("Serilog__MinimumLevel", "Nonsense", "Serilog:MinimumLevel must be one of")]
    [InlineData("Serilog__MinimumLevel__Override__MassTransit", "Loud", "Serilog:MinimumLevel:Override:MassTransit must be one of")]
    [InlineData("Serilog__Using__0", "Nonsense.dll", "Serilog: Could not load")]
    [InlineData("SecretsFolder", "/nowhere/at/all", "SecretsFolder '/nowhere/at/all' cannot be read")]
    [InlineData("Receiving__Secret", "hunter2", "Did you mean Receiving:Secrets:0")]
    [InlineData("Receiving__Secrets", "hunter2", "Receiving:Secrets is a list: set Receiving:Secrets:0 (in the environment Receiving__Secrets__0)")]
    [InlineData("Deduplication__Lease", "5", "write 00:00:05 for 5 seconds, or 5.00:00:00 for 5 days")]
    [InlineData("Receiving__Url", "http://10.255.255.1:3001", "Receiving:Url (http://10.255.255.1:3001)")]
    public async Task Invalid_setting_is_named_with_a_remedy(string key, string value, string expected)
    {
        var (code, output) = await RelayProcess.RunAsync([], (key, value));

        Assert.Equal(1, code);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        AssertOneMessage(output);
        Assert.DoesNotContain("hunter2", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_port_in_use_is_named_with_both_settings(string host)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var (code, output) = await RelayProcess.RunAsync([], ("Receiving__Url", $"http://{host}:{((IPEndPoint)other.LocalEndpoint).Port}"));

        Assert.Equal(1, code);
        Assert.Contains($":{((IPEndPoint)other.LocalEndpoint).Port}", output, StringComparison.Ordinal);
        Assert.Contains("Receiving:Url", output, StringComparison.Ordinal);
        AssertOneMessage(output);
    }

    [Fact]
    public async Task A_ledger_in_use_is_named_with_its_folder()
    {
        await using var relay = await RelayProcess.StartAsync();
        var (code, output) = await RelayProcess.RunAsync([], ("Ledger__Path", relay.LedgerPath));

        Assert.Equal(1, code);
        Assert.Contains(relay.LedgerPath, output, StringComparison.Ordinal);
        Assert.Contains("Another process has the ledger open", output, StringComparison.Ordinal);
        AssertOneMessage(output);
    }

    [Fact]
    public async Task Unusable_ledger_path_is_named()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("file"), "in the way", Ending);
        // Not even root can create a folder in the second one.
        foreach (var path in (string[])[folder.File("file"), folder.File("file/ledger"), "/proc/ledger"])
        {
            var (code, output) = await RelayProcess.RunAsync([], ("Ledger__Path", path));

            Assert.Equal(1, code);
            Assert.Contains($"The ledger at '{path}' cannot be opened", output, StringComparison.Ordinal);
            AssertOneMessage(output);
        }
    }

    [Fact]
    public async Task Invalid_settings_file_is_named_with_the_line()
    {
        var environment = $"Broken{Guid.NewGuid():N}";
        var file = RelayProcess.SettingsOf(environment);
        try
        {
            await File.WriteAllTextAsync(file, "{\n  \"Receiving\": {\n    \"Secrets\": [ hunter2 ]\n", Ending);
            var (code, output) = await RelayProcess.RunAsync([], ("ASPNETCORE_ENVIRONMENT", environment), ("DOTNET_ENVIRONMENT", environment));

            Assert.Equal(1, code);
            Assert.Contains(file, output, StringComparison.Ordinal);
            Assert.Contains("LineNumber: 2", output, StringComparison.Ordinal);
            AssertOneMessage(output);
            Assert.DoesNotContain("hunter2", output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void AssertOneMessage(string output)
    {
        Assert.Equal(1, output.Split("WebhookRelay cannot start. ").Length - 1);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"@x\"", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"@l\":\"Error\"", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"@l\":\"Warning\"", output, StringComparison.Ordinal);
    }
}
