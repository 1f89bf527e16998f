using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Starting;

/// <summary>Starting in Development without any configuration.</summary>
public sealed class EmbeddedTests
{
    [Fact]
    public async Task Startup_shows_address_ledger_and_generated_secret()
    {
        await using var relay = await RelayProcess.StartAsync(
            ("ASPNETCORE_ENVIRONMENT", "Development"), ("DOTNET_ENVIRONMENT", "Development"), ("Receiving__Secrets__0", null!));
        var file = Path.Combine(relay.LedgerPath, "development-secret");
        var secret = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);

        // It responds before it has logged everything.
        foreach (var said in (string[])[relay.PublicUrl.GetLeftPart(UriPartial.Authority), relay.LedgerPath, secret])
        {
            await relay.WaitForLogAsync(line => line.Contains(said, StringComparison.Ordinal), what: $"it says {said}");
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? UnixFileMode.UserRead | UnixFileMode.UserWrite : File.GetUnixFileMode(file));
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1"), "embedded-1", secret: secret));
        await relay.WaitForLogAsync(line => line.Contains("Event com.labelbox.label.updated embedded-1", StringComparison.Ordinal), what: "the built-in subscriber logs the event");

        await relay.TerminateAsync();
        await relay.StartAgainAsync();
        Assert.Equal((200, "duplicate"), await relay.SendAsync(SamplePayloads.V2("row-1"), "embedded-1", secret: secret));
    }

    [Fact]
    public async Task Development_start_shows_next_steps_in_at_most_eight_lines()
    {
        await using var relay = await RelayProcess.StartAsync(
            ("ASPNETCORE_ENVIRONMENT", "Development"), ("DOTNET_ENVIRONMENT", "Development"), ("Receiving__Secrets__0", null!));
        await relay.WaitForLogAsync(line => line.Contains("(health, metrics, admin API)", StringComparison.Ordinal), what: "it ends its greeting");

        string[] greeting = [.. relay.Output.SkipWhile(line => !line.Contains("Deliveries are received at", StringComparison.Ordinal)).TakeWhile(line => !line.Contains("admin API", StringComparison.Ordinal))];
        var (open, manage) = (relay.PublicUrl.GetLeftPart(UriPartial.Authority), relay.ManagementUrl.GetLeftPart(UriPartial.Authority));
        Assert.InRange(greeting.Length, 1, 7);
        Assert.EndsWith($"Deliveries are received at {open}/webhook-endpoint", greeting[0], StringComparison.Ordinal);
        Assert.Contains(greeting, line => line.EndsWith(Path.Combine(relay.LedgerPath, "development-secret"), StringComparison.Ordinal));
        Assert.Contains(greeting, line => line.EndsWith($" dotnet run --project src/WebhookRelay.Cli -- send --to {open} --secret-file {Path.Combine(relay.LedgerPath, "development-secret")}", StringComparison.Ordinal));
        Assert.Contains(greeting, line => line.EndsWith($" tail --admin {manage}", StringComparison.Ordinal));
        Assert.Contains(greeting, line => line.Contains($"ngrok http {relay.PublicUrl.Port}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Production_start_shows_no_next_steps()
    {
        await using var relay = await RelayProcess.StartAsync();
        await relay.WaitForLogAsync(line => line.Contains("Application started", StringComparison.Ordinal));
        await relay.TerminateAsync();
        Assert.DoesNotContain(relay.Output, line => line.Contains("Deliveries are received at", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Consumer_trace_is_the_requests_trace()
    {
        // The host's request log has the request's trace; the relay's log has the trace of the message.
        await using var relay = await RelayProcess.StartAsync(("Serilog__MinimumLevel__Override__Microsoft.AspNetCore.Hosting.Diagnostics", "Information"));
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1"), "trace-1"));
        await relay.EndsAsync("trace-1", "Relayed");
        await relay.WaitForLogAsync(line => line.Contains("Request finished", StringComparison.Ordinal) && line.Contains("/webhook-endpoint", StringComparison.Ordinal));

        var request = relay.Output.First(line => line.Contains("Request finished", StringComparison.Ordinal) && line.Contains("/webhook-endpoint", StringComparison.Ordinal));
        var ending = relay.Output.First(line => line.Contains("\"trace-1\"", StringComparison.Ordinal) && line.Contains("\"Outcome\"", StringComparison.Ordinal));
        Assert.Equal(TraceOf(request), TraceOf(ending));
    }

    private static string TraceOf(string line) => (string)System.Text.Json.Nodes.JsonNode.Parse(line)!["@tr"]!;
}
