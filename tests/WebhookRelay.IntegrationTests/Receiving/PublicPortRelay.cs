using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Receiving;

/// <summary>One relay with embedded defaults, and one client that all requests share.</summary>
public sealed class PublicPortRelay : IAsyncLifetime
{
    public const int MaxBodyBytes = 100_000;
    public const string NamedSecret = "the-named-webhooks-secret";

    private readonly TemporaryFolder _folder = new();
    private RelayProcess? _relay;
    private HttpClient? _client;

    internal RelayProcess Relay => _relay!;

    internal HttpClient Client => _client!;

    internal string SecretFile => _folder.File("secret");

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(SecretFile, "from-a-file\n");
        _relay = await RelayProcess.StartAsync(
            ("Receiving__MaxBodyBytes", $"{MaxBodyBytes}"),
            ("Receiving__SecretFiles__0", SecretFile),
            ("Receiving__Webhooks__named__Secrets__0", NamedSecret));
        _client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.None }) { BaseAddress = _relay.PublicUrl };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Relay.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Every ledger entry logs one outcome line, so a later outcome shows that an earlier delivery was not stored.</summary>
    internal async Task ReachesTheLedgerAsync(string id, bool reaches = true)
    {
        if (reaches)
        {
            await Relay.WaitForLogAsync(line => line.Contains($"\"{id}\"", StringComparison.Ordinal), what: $"delivery {id} is in the ledger");
            return;
        }

        var marker = $"marker-{Guid.NewGuid():N}";
        Assert.Equal((200, "accepted"), await Relay.SendAsync(SamplePayloads.V2(marker), marker));
        await Relay.WaitForLogAsync(line => line.Contains($"\"{marker}\"", StringComparison.Ordinal));
        Assert.DoesNotContain(Relay.Output, line => line.Contains($"\"{id}\"", StringComparison.Ordinal));
    }
}
