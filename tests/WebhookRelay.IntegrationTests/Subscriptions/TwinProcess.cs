using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Subscriptions;

/// <summary>The twin as a process, without random events unless a test enables them.</summary>
internal sealed class TwinProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(60);

    private readonly ServerProcess _process;

    private TwinProcess(ServerProcess process, string url) =>
        (_process, Client) = (process, new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(3) });

    public HttpClient Client { get; }

    public string Endpoint => $"{Client.BaseAddress}graphql";

    public static Task<TwinProcess> StartAsync(params string[] settings) =>
        StartAtAsync($"http://127.0.0.1:{ServerProcess.FreePort()}", ["--Twin:Rate=0", .. settings]);

    /// <summary>Starts it at an address, with defaults for everything else.</summary>
    public static async Task<TwinProcess> StartAtAsync(string url, params string[] settings)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var built = Path.Combine(own.Parent!.Parent!.FullName, "WebhookRelay.LabelboxTwin", own.Name, "WebhookRelay.LabelboxTwin.dll");
        var twin = new TwinProcess(ServerProcess.Start("dotnet", [built, $"--Twin:Url={url}", .. settings]), url);
        await Eventually.TrueAsync(twin.AnswersAsync, StartsWithin, "the twin answers", () => string.Join('\n', twin._process.Output));
        return twin;
    }

    /// <summary>The settings of a relay that uses this twin.</summary>
    public (string, string)[] Settings => [("Labelbox__Endpoint", Endpoint), ("Labelbox__ApiKey", "twin-development-key")];

    public async Task<string> ProjectAsync(string kind) =>
        (string)(await GetAsync("/twin/projects")).AsArray().First(project => string.Equals((string?)project!["name"], kind, StringComparison.OrdinalIgnoreCase))!["id"]!;

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await Client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken))!;

    public async Task<JsonNode> PostAsync(string path, object body)
    {
        using var response = await Client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, string.Create(CultureInfo.InvariantCulture, $"POST {path}: {(int)response.StatusCode} {text}"));
        return JsonNode.Parse(text)!;
    }

    public async Task<IReadOnlyList<JsonNode>> WebhooksAsync() => [.. (await GetAsync("/twin/webhooks")).AsArray().Select(webhook => webhook!)];

    /// <summary>The ids of every acknowledged delivery.</summary>
    public async Task<IReadOnlyList<string>> AcknowledgedAsync() =>
        (await Client.GetStringAsync(new Uri("/twin/acknowledged", UriKind.Relative), TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }

    private async Task<bool> AnswersAsync()
    {
        Assert.False(_process.HasExited, string.Join('\n', _process.Output));
        try
        {
            using var response = await Client.GetAsync(new Uri("/twin", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
