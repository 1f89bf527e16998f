using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Large;

/// <summary>A relay whose events can refer to their data, with the clients that download it.</summary>
internal sealed class LargePayloadFixture : IAsyncDisposable
{
    public const string Key = "the-subscribers-own-key";

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(5) };

    private LargePayloadFixture(RelayFixture line) => Line = line;

    public RelayFixture Line { get; }

    public RelayProcess Relay => Line.Relay;

    public string[] Files => Directory.GetFiles(Path.Combine(Relay.LedgerPath, "payloads"));

    public string[] Incoming => Directory.GetFiles(Path.Combine(Relay.LedgerPath, "payloads", "incoming"));

    public static async Task<LargePayloadFixture> OpenAsync(SharedServers servers, params (string Key, string Value)[] settings)
    {
        var management = $"http://127.0.0.1:{ServerProcess.FreePort()}";
        return new LargePayloadFixture(await servers.OpenAsync([("Management__Url", management), ("Publishing__PayloadUrl", management), ("Payloads__Key", Key), .. settings]));
    }

    public async Task<(int Status, string? Answer)> SendAsync(HttpRequestMessage request)
    {
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, response.IsSuccessStatusCode ? (string?)JsonNode.Parse(text)!["status"] : null);
    }

    public Task<(int Status, string? Answer)> SendAsync(LargeDelivery delivery, bool declared = true, string? id = null) =>
        SendAsync(delivery.Request(Relay.PublicUrl, declared, id));

    public async Task<HttpResponseMessage> FetchAsync(string address, string? key = Key, HttpMethod? method = null, Action<HttpRequestHeaders>? with = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, address);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        with?.Invoke(request.Headers);
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    /// <summary>Downloads an event's data, and returns its digest and length.</summary>
    public async Task<(string Sha256, long Length)> FetchAsync(ReceivedEvent message)
    {
        using var response = await FetchAsync((string)message.Json["dataref"]!);
        response.EnsureSuccessStatusCode();
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[128 * 1024];
        long length = 0;
        while (await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var read)
        {
            digest.AppendData(buffer, 0, read);
            length += read;
        }

        return (Convert.ToHexStringLower(digest.GetHashAndReset()), length);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Line.DisposeAsync();
    }
}
