using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Support;
using WebhookRelay.Labelbox;

namespace WebhookRelay.IntegrationTests.Administration;

/// <summary>The status of the service, without secrets.</summary>
public sealed class StatusTests
{
    [Fact]
    public async Task Status_shows_the_ledger_and_secret_marks()
    {
        await using var relay = await RelayProcess.StartAsync(("Receiving__Webhooks__training__Secrets__0", "new-one"), ("Receiving__Webhooks__training__Secrets__1", "old-one"), ("Ledger__WarnAt", "7"));
        using var admin = new Admin(relay);

        var status = await admin.GetAsync("/status");

        Assert.Equal("Production", (string?)status["environment"]);
        Assert.Equal(Environment.MachineName, (string?)status["replica"]);
        Assert.Equal("0.1.0", (string?)status["version"]);
        Assert.Equal(relay.PublicUrl.ToString().TrimEnd('/'), (string?)status["receiving"]!["url"]);
        var webhooks = status["receiving"]!["webhooks"]!.AsArray();
        Assert.Equal(["", "training"], webhooks.Select(webhook => (string?)webhook!["name"]));
        Assert.Equal([SecretMark.Of("the-tests-own-secret"u8)], Marks(webhooks[0]!));
        Assert.Equal([SecretMark.Of("new-one"u8), SecretMark.Of("old-one"u8)], Marks(webhooks[1]!));
        Assert.All(webhooks, webhook => Assert.False((bool)webhook!["developmentSecret"]!));
        Assert.Equal("/webhook-endpoint/training", (string?)webhooks[1]!["path"]);
        var ledger = status["ledger"]!;
        Assert.Equal(relay.LedgerPath, (string?)ledger["path"]);
        Assert.True((bool)ledger["writable"]!);
        Assert.True((long)ledger["freeBytes"]! > 0);
        Assert.Equal((7, 0, 0), ((long)ledger["warnAt"]!, (long)ledger["refuseAt"]!, (long)ledger["pending"]!));
        Assert.Null(ledger["oldest"]);
        Assert.DoesNotContain(Sender.Secret, status.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("-one", status.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_names_the_oldest_entry_that_retention_has_kept()
    {
        await using var relay = await RelayProcess.StartAsync();
        using var admin = new Admin(relay);
        foreach (var id in (string[])["first", "second"])
        {
            Assert.Equal(200, (await relay.SendAsync(SamplePayloads.V2("row-1"), id)).Status);
            await admin.StandsAsync(id, "relayed");
        }

        var oldest = (await admin.GetAsync("/status"))["ledger"]!["oldest"]!;
        var first = (await admin.ListAsync("id=first"))[0];
        Assert.Equal(((string?)first["sequence"], (string?)first["acceptedAt"]), ((string?)oldest["sequence"], (string?)oldest["acceptedAt"]));

        // Retention by size removes both entries.
        await relay.TerminateAsync();
        await relay.StartAgainAsync(("Ledger__RetainBytes", "0"));
        await Eventually.TrueAsync(async () => (await admin.GetAsync("/status"))["ledger"]!["oldest"] is null, TimeSpan.FromSeconds(90), "retention has removed the entries");
    }

    [Fact]
    public async Task Status_flags_a_generated_Development_secret()
    {
        await using var relay = await RelayProcess.StartAsync(
            ("DOTNET_ENVIRONMENT", "Development"), ("ASPNETCORE_ENVIRONMENT", "Development"), ("Receiving__Secrets__0", null!), ("Tunnel__AgentUrl", "http://127.0.0.1:9"));
        using var admin = new Admin(relay);

        var webhook = (await admin.GetAsync("/status"))["receiving"]!["webhooks"]!.AsArray().Single()!;

        Assert.True((bool)webhook["developmentSecret"]!);
        Assert.Equal([SecretMark.Of(await File.ReadAllBytesAsync(Path.Combine(relay.LedgerPath, "development-secret"), TestContext.Current.CancellationToken))], Marks(webhook));
    }

    private static IEnumerable<string?> Marks(JsonNode webhook) => webhook["secretMarks"]!.AsArray().Select(mark => (string?)mark);
}
