using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WebhookRelay.IntegrationTests.Support;
using WebhookRelay.Labelbox;

namespace WebhookRelay.IntegrationTests.CommandLine;

/// <summary>A relay without RabbitMQ, <c>listen</c>, and a local web server.</summary>
public sealed class ListenTests
{
    [Fact]
    public async Task Listen_forwards_every_event_once_across_relay_restarts()
    {
        await using var hook = await HookServer.StartAsync();
        await using var relay = await RelayProcess.StartAsync();
        await using var listen = CliProcess.Start(relay, ["listen", "--forward-to", hook.Url, "--after", "beginning", "--count", "3"]);
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-1"), "listen-1"));
        await listen.SaysAsync(said => said.Output.Contains("listen-1", StringComparison.Ordinal), "the first event is posted");

        await relay.KillAsync();
        await listen.SaysAsync(said => said.Errors.Contains("The stream was interrupted", StringComparison.Ordinal), "the interruption is reported");
        await relay.StartAgainAsync();
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V1("row-2"), "listen-2"));
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row-3"), "listen-3"));

        Assert.Equal(0, await listen.ExitAsync());
        Assert.Equal(["listen-1", "listen-2", "listen-3"], hook.Posts.Select(post => (string?)JsonNode.Parse(post.Body)!["id"]));
        Assert.All(hook.Posts, post => Assert.StartsWith("application/cloudevents+json", post.Headers.ContentType, StringComparison.Ordinal));
        Assert.Equal("row-2", (string?)JsonNode.Parse(hook.Posts.ElementAt(1).Body)!["data"]!["data_row"]!["id"]);
    }

    [Fact]
    public async Task Payload_only_request_verifies_like_a_Labelbox_delivery()
    {
        await using var hook = await HookServer.StartAsync();
        await using var relay = await RelayProcess.StartAsync();
        var body = SamplePayloads.V2("row-1");
        Assert.Equal((200, "accepted"), await relay.SendAsync(body, "listen-1"));

        await CliProcess.RunAsync(relay, 0, ["listen", "--forward-to", hook.Url, "--payload-only", "--after", "beginning", "--count", "1"]);

        var post = Assert.Single(hook.Posts);
        Assert.Equal(body, post.Body);
        Assert.Equal("listen-1", post.Headers[LabelboxHeaders.Id]);
        Assert.True(WebhookSignature.Verify(post.Headers[LabelboxHeaders.Signature], null, System.Text.Encoding.UTF8.GetBytes(Sender.Secret), post.Body));
    }

    /// <summary>Returns 204 and records the requests.</summary>
    private sealed class HookServer(WebApplication app) : IAsyncDisposable
    {
        public ConcurrentQueue<(IHeaderDictionary Headers, byte[] Body)> Posts { get; } = new();

        public string Url => $"{app.Urls.Single()}/hook";

        public static async Task<HookServer> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            var server = new HookServer(app);
            app.MapPost("/hook", async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body, context.RequestAborted);
                server.Posts.Enqueue((new HeaderDictionary(context.Request.Headers.ToDictionary()), body.ToArray()));
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            });
            await app.StartAsync(TestContext.Current.CancellationToken);
            return server;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
