using WebhookRelay.IntegrationTests.Subscriptions;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.CommandLine;

/// <summary>The command line beside a local relay with a generated secret and the twin.</summary>
public sealed class LocalModeTests
{
    [Fact]
    public async Task Send_needs_no_options_beside_a_Development_relay()
    {
        using var home = new TemporaryFolder();
        await using var relay = await RelayProcess.StartAsync(
            ("ASPNETCORE_ENVIRONMENT", "Development"), ("DOTNET_ENVIRONMENT", "Development"), ("Receiving__Secrets__0", null!), ("Ledger__Path", null!),
            ("XDG_DATA_HOME", home.Path), ("Tunnel__AgentUrl", "http://127.0.0.1:9"));

        var sent = await CliProcess.RunAsync(relay, 0, ["send"], ("WEBHOOKRELAY_SECRET", null), ("XDG_DATA_HOME", home.Path));
        var doctor = await CliProcess.RunAsync(relay, 0, ["doctor"]);

        Assert.StartsWith("200 accepted  ", sent.Output, StringComparison.Ordinal);
        Assert.Contains("The relay generated a secret for Development", doctor.Output, StringComparison.Ordinal);
        Assert.Contains($"-> ngrok http {relay.PublicUrl.Port}", doctor.Output, StringComparison.Ordinal);
        var secret = await File.ReadAllTextAsync(Path.Combine(home.Path, "WebhookRelay", "ledger", "development-secret"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(secret, $"{sent.Output}{doctor.Output}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscriptions_are_planned_applied_and_shown()
    {
        await using var twin = await TwinProcess.StartAsync();
        await using var relay = await RelayProcess.StartAsync(
        [
            .. twin.Settings, ("Subscriptions__PublicUrl", "http://127.0.0.1:3001"), ("Subscriptions__Webhooks__training__Organization", "true"),
            ("Subscriptions__Webhooks__training__Topics__0", "LABEL_CREATED"), ("Subscriptions__Webhooks__training__Version", "V1"), ("Receiving__Webhooks__training__Secrets__0", "its-secret"),
        ]);

        var plan = await CliProcess.RunAsync(relay, 1, ["subscriptions", "plan"]);
        Assert.Contains("training: create", plan.Output, StringComparison.Ordinal);
        var refused = await CliProcess.RunAsync(relay, 1, ["subscriptions", "apply"]);
        Assert.Contains("Subscriptions:Mode is Observe", refused.Errors, StringComparison.Ordinal);
        await CliProcess.RunAsync(relay, 1, ["subscriptions", "status"]);
        Assert.Contains("Registered is False", (await CliProcess.RunAsync(relay, 1, ["doctor"])).Output, StringComparison.Ordinal);

        await relay.TerminateAsync();
        await relay.StartAgainAsync(("Subscriptions__Mode", "Apply"));
        await CliProcess.RunAsync(relay, 0, ["subscriptions", "apply"]);
        Assert.Single(await twin.WebhooksAsync());
        var status = await CliProcess.RunAsync(relay, 0, ["subscriptions", "status"]);
        Assert.Contains("Registered    True", status.Output, StringComparison.Ordinal);
        await CliProcess.RunAsync(relay, 0, ["subscriptions", "plan"]);
        await CliProcess.RunAsync(relay, 1, ["subscriptions", "retire-old", "unknown"]);
    }

    [Fact]
    public async Task Webhooks_of_a_removed_subscription_are_reported_and_can_be_forgotten()
    {
        await using var twin = await TwinProcess.StartAsync();
        await using var relay = await RelayProcess.StartAsync(
        [
            .. twin.Settings, ("Subscriptions__PublicUrl", "http://127.0.0.1:3001"), ("Subscriptions__Mode", "Apply"), ("Subscriptions__Webhooks__demo__Organization", "true"),
            ("Subscriptions__Webhooks__demo__Topics__0", "LABEL_CREATED"), ("Subscriptions__Webhooks__demo__Version", "V1"), ("Receiving__Webhooks__demo__Secrets__0", "its-secret"),
        ]);
        await CliProcess.RunAsync(relay, 0, ["subscriptions", "apply"]);
        var record = Path.Combine(relay.LedgerPath, "subscriptions.json");
        Assert.True(File.Exists(record));

        await relay.TerminateAsync();
        await relay.StartAgainAsync(
            ("Subscriptions__Mode", null!), ("Subscriptions__Webhooks__demo__Organization", null!), ("Subscriptions__Webhooks__demo__Topics__0", null!), ("Subscriptions__Webhooks__demo__Version", null!),
            ("Receiving__Webhooks__demo__Secrets__0", null!), ("Labelbox__ApiKey", null!));
        await relay.WaitForLogAsync(line => line.Contains(record, StringComparison.Ordinal) && line.Contains("webhook-relay subscriptions forget", StringComparison.Ordinal));
        var plan = await CliProcess.RunAsync(relay, 1, ["subscriptions", "plan"]);
        Assert.Contains("Labelbox not asked", plan.Output, StringComparison.Ordinal);
        Assert.Contains("-> The relay asks about webhooks of subscriptions that are no longer configured", (await CliProcess.RunAsync(relay, 6, ["doctor"])).Output, StringComparison.Ordinal);

        await CliProcess.RunAsync(relay, 0, ["subscriptions", "forget"]);

        Assert.False(File.Exists(record));
        Assert.Contains("Labelbox not asked", (await CliProcess.RunAsync(relay, 0, ["subscriptions", "status"])).Output, StringComparison.Ordinal);
        await relay.TerminateAsync();
        await relay.StartAgainAsync();
        await relay.WaitForLogAsync(line => line.Contains("Application started", StringComparison.Ordinal));
        Assert.DoesNotContain(relay.Output, line => line.Contains("subscriptions forget", StringComparison.Ordinal));
    }
}
