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
        Assert.DoesNotContain(Sender.Secret, status.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("-one", status.ToJsonString(), StringComparison.Ordinal);
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
