using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Administration;

/// <summary>A client of a relay's admin API.</summary>
internal sealed class Admin(RelayProcess relay) : IDisposable
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(5);

    public HttpClient Http { get; } = new() { BaseAddress = relay.ManagementUrl, Timeout = TimeSpan.FromMinutes(2) };

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public async Task<JsonNode> GetAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri(path, UriKind.Relative), Ending);
        var text = await response.Content.ReadAsStringAsync(Ending);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode} {text}");
        return JsonNode.Parse(text, documentOptions: new System.Text.Json.JsonDocumentOptions { MaxDepth = 1000 })!;
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> TryAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri(path, UriKind.Relative), Ending);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Ending))!);
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(string path, JsonNode body)
    {
        using var response = await Http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, Ending);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Ending))!);
    }

    public async Task<JsonNode> DeleteAsync(string path)
    {
        using var response = await Http.DeleteAsync(new Uri(path, UriKind.Relative), Ending);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Ending))!;
    }

    /// <summary>Every delivery that matches a filter, page by page.</summary>
    public async Task<List<JsonNode>> ListAsync(string filter, int limit = 500, Func<Task>? betweenPages = null)
    {
        var all = new List<JsonNode>();
        for (var path = $"/deliveries?{filter}&limit={limit}"; ;)
        {
            var page = await GetAsync(path);
            all.AddRange(page["deliveries"]!.AsArray().OfType<JsonNode>());
            if ((string?)page["next"] is not { } next)
            {
                return all;
            }

            path = $"/deliveries?{filter}&limit={limit}&cursor={next}";
            await (betweenPages?.Invoke() ?? Task.CompletedTask);
        }
    }

    public async Task<JsonNode> ForecastAsync(JsonObject replay)
    {
        var asked = replay.DeepClone().AsObject();
        asked["dryRun"] = true;
        var (status, body) = await PostAsync("/replays", asked);
        Assert.True(status is HttpStatusCode.OK, body.ToJsonString());
        return body;
    }

    /// <summary>A dry run that waits until every bound queue is known. It is not while the broker's management API is slow.</summary>
    public async Task<JsonNode> KnownForecastAsync(JsonObject replay)
    {
        JsonNode? forecast = null;
        await Eventually.TrueAsync(
            async () => (bool)(forecast = await ForecastAsync(replay))["bindingsKnown"]!,
            TimeSpan.FromSeconds(30), "every queue that is bound is known", () => $"It is {forecast?.ToJsonString()}");
        return forecast!;
    }

    /// <summary>Starts a replay and returns its id.</summary>
    public async Task<string> ReplayAsync(JsonObject replay)
    {
        var (status, body) = await PostAsync("/replays", replay);
        Assert.True(status is HttpStatusCode.Accepted, body.ToJsonString());
        return (string)body["id"]!;
    }

    public async Task<JsonNode> EndOfReplayAsync(string id)
    {
        JsonNode? replay = null;
        await Eventually.TrueAsync(
            async () => (string?)(replay = await GetAsync($"/replays/{id}"))["state"] is "completed" or "cancelled",
            EndsWithin, "the replay ends", () => $"It is {replay?.ToJsonString()}");
        return replay!;
    }

    /// <summary>Waits until the entries of an id have these states in the ledger, newest first. The log and the queue show them earlier.</summary>
    public async Task StandsAsync(string id, params string[] states)
    {
        List<string> standing = [];
        await Eventually.TrueAsync(
            async () =>
            {
                var entries = (await GetAsync($"/deliveries/{Uri.EscapeDataString(id)}"))["deliveries"]!.AsArray();
                standing = [.. entries.Select(entry => (string)entry!["delivery"]!["state"]!)];
                return standing.SequenceEqual(states, StringComparer.Ordinal);
            },
            TimeSpan.FromSeconds(30), $"{id} is {string.Join(", ", states)}", () => $"It is {string.Join(", ", standing)}.");
    }

    public void Dispose() => Http.Dispose();
}
