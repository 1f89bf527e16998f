using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using WebhookRelay.LabelboxTwin;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.Tests.LabelboxTwin;

/// <summary>A twin on its own port without random events, and a receiver for its deliveries.</summary>
internal sealed class Twin : IAsyncDisposable
{
    public const string Secret = "a secret, naïve";

    private static readonly TimeSpan AnswersWithin = TimeSpan.FromMinutes(5);

    private readonly WebApplication _app;

    private Twin(WebApplication app, Receiver receiver)
    {
        (_app, Receiver) = (app, receiver);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = AnswersWithin };
        Client.DefaultRequestHeaders.Authorization = new("Bearer", "twin-development-key");
    }

    public HttpClient Client { get; }

    public Receiver Receiver { get; }

    public static Task<Twin> StartAsync(params string[] settings) => StartAsync(null, settings);

    public static async Task<Twin> StartAsync(TimeProvider? time, params string[] settings)
    {
        var app = TwinHost.Build(["--Twin:Url=http://127.0.0.1:0", "--Twin:Rate=0", "--Logging:LogLevel:Default=Error", .. settings], time);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new Twin(app, await Receiver.StartAsync());
    }

    public T Its<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public string ProjectId(Media media) => Its<Workspace>().SeedData.Projects.First(project => project.Media == media).Id;

    public async Task<HttpResponseMessage> AskAsync(string query, object? variables = null) =>
        await Client.PostAsJsonAsync("/graphql", new { query, variables }, TestContext.Current.CancellationToken);

    /// <summary>The data of a response without errors.</summary>
    public async Task<JsonNode> DataAsync(string query, object? variables = null)
    {
        using var response = await AskAsync(query, variables);
        var answer = await ReadAsync(response);
        Assert.True(response.IsSuccessStatusCode && answer["errors"] is null, answer.ToJsonString());
        return answer["data"]!;
    }

    public static async Task<JsonNode> ReadAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null) => Client.SendAsync(
        new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) }, TestContext.Current.CancellationToken);

    /// <summary>Calls the control API.</summary>
    public async Task<JsonNode> DoAsync(HttpMethod method, string path, object? body = null)
    {
        using var response = await SendAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text is "" ? new JsonObject() : JsonNode.Parse(text)!;
    }

    public Task<JsonNode> PostAsync(string path, object? body = null) => DoAsync(HttpMethod.Post, path, body);

    /// <returns>The id of a manually created webhook.</returns>
    public async Task<string> WebhookAsync(string project = "image", string version = "v2", string? envelope = null, string path = "/", string secret = Secret, string[]? topics = null) =>
        (string)(await PostAsync("/twin/webhooks", new { url = Receiver.Url + path, secret, project, version, envelope, topics }))["id"]!;

    /// <summary>The received deliveries, once all are sent.</summary>
    public async Task<IReadOnlyList<Received>> ArrivedAsync()
    {
        await PostAsync("/twin/settle");
        return [.. Receiver.All];
    }

    /// <returns>The id of the new label.</returns>
    public async Task<string> LabelAsync(string project = "image", long? bytes = null) => (string)(await PostAsync("/twin/labels", new { project, bytes }))["label"]!;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}

internal static class ReceivedJson
{
    public static JsonNode Json(this Received received) => JsonNode.Parse(Encoding.UTF8.GetString(received.Body))!;
}
