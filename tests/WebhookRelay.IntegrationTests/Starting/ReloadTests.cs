using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Starting;

/// <summary>The configuration changes while the service runs.</summary>
public sealed class ReloadTests : IDisposable
{
    private readonly string _environment = $"Reload{Guid.NewGuid():N}";

    private string File => RelayProcess.SettingsOf(_environment);

    public void Dispose() => System.IO.File.Delete(File);

    [Fact]
    public async Task A_secret_is_rotated_without_a_restart_and_a_change_with_a_fault_stops_nothing()
    {
        await WriteAsync("""{"Receiving":{"Secrets":["before"]}}""");
        await using var relay = await RelayProcess.StartAsync(
            ("ASPNETCORE_ENVIRONMENT", _environment), ("DOTNET_ENVIRONMENT", _environment), ("Receiving__Secrets__0", null!));
        Assert.Equal((200, "accepted"), await SendAsync(relay, "before"));

        await WriteAsync("""{"Receiving":{"Secrets":["after"]}}""");
        await Eventually.TrueAsync(async () => (await SendAsync(relay, "after")).Status is 200, TimeSpan.FromSeconds(30), "the new secret is accepted");
        Assert.Equal(401, (await SendAsync(relay, "before")).Status);

        await WriteAsync("""{"Receiving":{"Secrets":["again"],"MaxBodyBytes":0}}""");
        await relay.WaitForLogAsync(line => line.Contains("MaxBodyBytes", StringComparison.Ordinal), what: "the fault is logged");
        Assert.Equal(200, (await SendAsync(relay, "after")).Status);
        Assert.Equal(401, (await SendAsync(relay, "again")).Status);

        await WriteAsync("""{"Receiving":{"Secrets":["again"]}}""");
        await Eventually.TrueAsync(async () => (await SendAsync(relay, "again")).Status is 200, TimeSpan.FromSeconds(30), "the mended change counts");
    }

    private static Task<(int Status, string? Answer)> SendAsync(RelayProcess relay, string secret) =>
        relay.SendAsync(Some.V2("row-1"), Guid.NewGuid().ToString("N"), secret: secret);

    private async Task WriteAsync(string json)
    {
        // Whole at once, as an editor or an orchestrator replaces a file.
        await System.IO.File.WriteAllTextAsync(File + ".new", json, TestContext.Current.CancellationToken);
        System.IO.File.Move(File + ".new", File, overwrite: true);
    }
}
