using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Starting;

/// <summary>Configuration changes at run time.</summary>
public sealed partial class ReloadTests : IDisposable
{
    private readonly string _environment = $"Reload{Guid.NewGuid():N}";

    private string File => RelayProcess.SettingsOf(_environment);

    public void Dispose() => System.IO.File.Delete(File);

    [Fact]
    public async Task Secret_rotates_without_a_restart_and_an_invalid_change_is_ignored()
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

    [Fact]
    public async Task Settings_behind_symlinks_reload_when_their_target_is_replaced()
    {
        // As Kubernetes mounts a ConfigMap or a Secret: the file links to ..data, ..data to a folder, and ..data is replaced.
        using var mount = new TemporaryFolder();
        Fill(mount, "..1", "before");
        Directory.CreateSymbolicLink(mount.File("..data"), "..1");
        foreach (var name in (string[])["settings.json", "webhook-secret", "management-key"])
        {
            System.IO.File.CreateSymbolicLink(mount.File(name), Path.Combine("..data", name));
        }

        System.IO.File.CreateSymbolicLink(File, mount.File("settings.json"));
        await using var relay = await RelayProcess.StartAsync(
            ("ASPNETCORE_ENVIRONMENT", _environment), ("DOTNET_ENVIRONMENT", _environment), ("Receiving__Secrets__0", null!),
            ("Receiving__SecretFiles__0", mount.File("webhook-secret")), ("Management__ApiKeyFile", mount.File("management-key")));
        Assert.Equal((200, "accepted"), await SendAsync(relay, "setting-before"));
        Assert.Equal((200, "accepted"), await SendAsync(relay, "file-before"));

        Fill(mount, "..2", "after");
        Directory.CreateSymbolicLink(mount.File("..data_tmp"), "..2");
        Assert.Equal(0, Rename(mount.File("..data_tmp"), mount.File("..data")));
        Directory.Delete(mount.File("..1"), recursive: true);

        await Eventually.TrueAsync(async () => (await SendAsync(relay, "setting-after")).Status is 200, TimeSpan.FromSeconds(30), "the new setting counts");
        await Eventually.TrueAsync(async () => (await SendAsync(relay, "file-after")).Status is 200, TimeSpan.FromSeconds(30), "the new secret file counts");
        await Eventually.TrueAsync(() => OpensAsync(relay, "key-after"), TimeSpan.FromSeconds(30), "the new key counts");
        Assert.Equal(401, (await SendAsync(relay, "setting-before")).Status);
        Assert.Equal(401, (await SendAsync(relay, "file-before")).Status);
        Assert.False(await OpensAsync(relay, "key-before"));
    }

    [Fact]
    public async Task Invalid_JSON_change_is_logged_and_ignored()
    {
        await WriteAsync("""{"Receiving":{"Secrets":["before"]}}""");
        await using var relay = await RelayProcess.StartAsync(
            ("ASPNETCORE_ENVIRONMENT", _environment), ("DOTNET_ENVIRONMENT", _environment), ("Receiving__Secrets__0", null!));
        await WriteAsync("""{"Receiving":{"Secrets":["after"]""");
        await relay.WaitForLogAsync(line => line.Contains("the previous settings stay in use", StringComparison.Ordinal) && line.Contains(File, StringComparison.Ordinal), what: "the fault is logged");
        Assert.Equal(200, (await SendAsync(relay, "before")).Status);

        await WriteAsync("""{"Receiving":{"Secrets":["after"]},"Deduplication":{"Lease":"5"}}""");
        await relay.WaitForLogAsync(line => line.Contains("Deduplication:Lease is the bare number 5", StringComparison.Ordinal), what: "a bare number is refused after the start as well");
    }

    [Fact]
    public void Changed_appsettings_of_the_clone_takes_effect_under_dotnet_run()
    {
        // Reading through a link is tested above.
        var built = Path.Combine(Path.GetDirectoryName(RelayProcess.SettingsOf("Any"))!, "appsettings.json");

        Assert.Equal(Path.GetFullPath(Repository.File("appsettings.json")), Path.GetFullPath(System.IO.File.ResolveLinkTarget(built, returnFinalTarget: true)?.FullName ?? built));
    }

    private static void Fill(TemporaryFolder mount, string version, string content)
    {
        Directory.CreateDirectory(mount.File(version));
        System.IO.File.WriteAllText(Path.Combine(mount.File(version), "settings.json"), $$$"""{"Receiving":{"Secrets":["setting-{{{content}}}"]}}""");
        System.IO.File.WriteAllText(Path.Combine(mount.File(version), "webhook-secret"), $"file-{content}\n");
        System.IO.File.WriteAllText(Path.Combine(mount.File(version), "management-key"), $"key-{content}\n");
    }

    private static async Task<bool> OpensAsync(RelayProcess relay, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(relay.ManagementUrl, "/status"));
        request.Headers.Add("X-Api-Key", key);
        using var answer = await relay.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode;
    }

    [System.Runtime.InteropServices.LibraryImport("libc", EntryPoint = "rename", StringMarshalling = System.Runtime.InteropServices.StringMarshalling.Utf8)]
    [System.Runtime.InteropServices.DefaultDllImportSearchPaths(System.Runtime.InteropServices.DllImportSearchPath.System32)]
    private static partial int Rename(string from, string to);

    private static Task<(int Status, string? Answer)> SendAsync(RelayProcess relay, string secret) =>
        relay.SendAsync(SamplePayloads.V2("row-1"), Guid.NewGuid().ToString("N"), secret: secret);

    private async Task WriteAsync(string json)
    {
        // Replaced atomically, as editors and orchestrators do.
        await System.IO.File.WriteAllTextAsync(File + ".new", json, TestContext.Current.CancellationToken);
        System.IO.File.Move(File + ".new", File, overwrite: true);
    }
}
