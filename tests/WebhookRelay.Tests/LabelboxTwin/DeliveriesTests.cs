using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using WebhookRelay.LabelboxTwin.Deliveries;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.Tests.LabelboxTwin;

public sealed class DeliveriesTests
{
    [Fact]
    public async Task Delivery_is_signed_over_its_bytes()
    {
        await using var twin = await Twin.StartAsync("--Twin:Signature256=true");
        await twin.WebhookAsync();
        await twin.LabelAsync();

        var delivery = Assert.Single(await twin.ArrivedAsync());

        Assert.Equal(Sha1(delivery.Body), delivery.Headers["X-Hub-Signature"]);
        Assert.Equal($"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Twin.Secret), delivery.Body))}", delivery.Headers["X-Hub-Signature-256"]);
        Assert.Equal("application/json", delivery.Headers["Content-Type"]);
        Assert.Equal("LABEL_CREATED", delivery.Event);
        Assert.Matches("^c[a-z0-9]{24}$", delivery.Id);
        Assert.Contains((byte)0xC3, delivery.Body);
    }

    [Fact]
    public async Task Only_known_Labelbox_headers_are_sent()
    {
        await using var twin = await Twin.StartAsync();
        await twin.WebhookAsync();
        await twin.LabelAsync();

        var delivery = Assert.Single(await twin.ArrivedAsync());

        Assert.Equal(["Content-Length", "Content-Type", "Host", "X-Hub-Signature", "X-Labelbox-Event", "X-Labelbox-Id"], delivery.Headers.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task API_webhook_gets_V1()
    {
        await using var twin = await Twin.StartAsync();
        await twin.DataAsync(
            $$"""mutation { createWebhook(data:{project:{id:"{{twin.ProjectId(Media.Image)}}"}, topics:{set:[LABEL_DELETED]}, url:"{{twin.Receiver.Url}}", secret:"{{Twin.Secret}}"}){id} }""");
        var label = await twin.LabelAsync();
        await twin.DoAsync(HttpMethod.Delete, $"/twin/labels/{label}");

        var delivery = Assert.Single(await twin.ArrivedAsync());
        var body = delivery.Json();

        Assert.Equal((label, true, twin.ProjectId(Media.Image)), ((string)body["id"]!, (bool)body["deleted"]!, (string)body["project"]!["id"]!));
        Assert.Equal(JsonValueKind.String, body["label"]!.GetValueKind());
        Assert.NotEmpty(JsonNode.Parse((string)body["label"]!)!["objects"]!.AsArray());
        Assert.Equal(Sha1(delivery.Body), delivery.Headers["X-Hub-Signature"]);
    }

    [Fact]
    public async Task Manual_webhook_gets_V2_bare_or_in_an_envelope()
    {
        await using var twin = await Twin.StartAsync();
        await twin.WebhookAsync(path: "/bare");
        await twin.WebhookAsync(path: "/wrapped", envelope: "payload");
        var label = await twin.LabelAsync();

        var arrived = (await twin.ArrivedAsync()).ToDictionary(delivery => delivery.Path, delivery => delivery.Json(), StringComparer.Ordinal);

        var bare = arrived["/bare"];
        Assert.Equal(label, (string?)bare["projects"]![twin.ProjectId(Media.Image)]!["labels"]![0]!["id"]);
        Assert.Equal("LABEL_CREATED", (string?)arrived["/wrapped"]["event"]);
        Assert.True(JsonNode.DeepEquals(bare, arrived["/wrapped"]["payload"]));
    }

    [Theory]
    [InlineData("WORKFLOW_ACTION")]
    [InlineData("MOVE")]
    public async Task Workflow_event_header_is_configurable(string header)
    {
        await using var twin = await Twin.StartAsync($"--Twin:WorkflowEvent={header}");
        await twin.WebhookAsync(topics: ["WORKFLOW_ACTION"]);
        var row = (string)(await twin.PostAsync("/twin/labels", new { project = "image" }))["row"]!;
        await twin.PostAsync($"/twin/rows/{row}/move", new { to = "done" });

        var delivery = Assert.Single(await twin.ArrivedAsync());

        Assert.Equal(header, delivery.Event);
        var details = delivery.Json()["projects"]![twin.ProjectId(Media.Image)]!["project_details"]!;
        Assert.Equal(("DONE", "Approve"), ((string)details["workflow_status"]!, (string)details["workflow_history"]![0]!["action"]!));
    }

    [Fact]
    public async Task Reviews_are_delivered()
    {
        await using var twin = await Twin.StartAsync();
        await twin.WebhookAsync();
        var label = await twin.LabelAsync();
        await twin.PostAsync($"/twin/labels/{label}/review", new { score = 1 });
        await twin.PostAsync($"/twin/labels/{label}/review", new { change = "update", score = 0 });
        await twin.PostAsync($"/twin/labels/{label}/review", new { change = "delete" });
        using var noMore = await twin.SendAsync(HttpMethod.Post, $"/twin/labels/{label}/review", new { change = "delete" });

        var arrived = await twin.ArrivedAsync();

        Assert.Equal(["LABEL_CREATED", "REVIEW_CREATED", "REVIEW_UPDATED", "REVIEW_DELETED"], arrived.Select(delivery => delivery.Event));
        Assert.Equal([0, 1, 1, 0], arrived.Select(delivery => LabelOf(twin, delivery)["label_details"]!["reviews"]!.AsArray().Count));
        Assert.Equal(0, (int?)LabelOf(twin, arrived[2])["label_details"]!["reviews"]![0]!["score"]);
        Assert.Equal(HttpStatusCode.NotFound, noMore.StatusCode);
    }

    [Theory]
    [InlineData("Present", 1)]
    [InlineData("Absent", 0)]
    public async Task Deleted_label_in_its_delivery_is_configurable(string how, int labels)
    {
        await using var twin = await Twin.StartAsync($"--Twin:DeletedLabel={how}");
        await twin.WebhookAsync(topics: ["LABEL_DELETED"]);
        await twin.DoAsync(HttpMethod.Delete, $"/twin/labels/{await twin.LabelAsync()}");

        var project = Assert.Single(await twin.ArrivedAsync()).Json()["projects"]![twin.ProjectId(Media.Image)]!;

        Assert.Equal(labels, project["labels"]?.AsArray().Count ?? 0);
        Assert.Equal(labels is 1, project.AsObject().ContainsKey("labels"));
    }

    [Fact]
    public async Task Only_active_matching_webhooks_get_deliveries()
    {
        await using var twin = await Twin.StartAsync();
        await twin.WebhookAsync("image", path: "/its", topics: ["LABEL_CREATED"]);
        await twin.WebhookAsync("video", path: "/another-project", topics: ["LABEL_CREATED"]);
        await twin.WebhookAsync("image", path: "/another-topic", topics: ["LABEL_UPDATED"]);
        var inactive = await twin.WebhookAsync("image", path: "/inactive", topics: ["LABEL_CREATED"]);
        await twin.DataAsync($$"""mutation { updateWebhook(where:{id:"{{inactive}}"}, data:{status:INACTIVE}){id} }""");
        await twin.PostAsync("/twin/webhooks", new { url = twin.Receiver.Url + "/everywhere", secret = "s" });

        await twin.LabelAsync();

        Assert.Equal(["/everywhere", "/its"], (await twin.ArrivedAsync()).Select(delivery => delivery.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Changed_webhook_uses_its_new_address_and_secret()
    {
        await using var twin = await Twin.StartAsync();
        var id = await twin.WebhookAsync(path: "/old");
        await twin.DoAsync(HttpMethod.Patch, $"/twin/webhooks/{id}", new { url = twin.Receiver.Url + "/new", secret = "another" });

        await twin.LabelAsync();

        var delivery = Assert.Single(await twin.ArrivedAsync());
        Assert.Equal("/new", delivery.Path);
        Assert.Equal(Sha1(delivery.Body, "another"), delivery.Headers["X-Hub-Signature"]);
    }

    [Fact]
    public async Task Delivery_is_tried_once_and_its_response_recorded()
    {
        await using var twin = await Twin.StartAsync();
        var webhook = await twin.WebhookAsync();
        twin.Receiver.Answer = context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers["Retry-After"] = "1";
            return context.Response.WriteAsync("later");
        };
        await twin.LabelAsync();
        var delivery = Assert.Single(await twin.ArrivedAsync());

        var number = (long)Assert.Single((await twin.DoAsync(HttpMethod.Get, $"/twin/notifications?webhook={webhook}")).AsArray())!["number"]!;
        var notification = await twin.DoAsync(HttpMethod.Get, $"/twin/notifications/{number}");

        Assert.Equal((delivery.Id, 503), ((string)notification["summary"]!["id"]!, (int)notification["summary"]!["status"]!));
        Assert.Equal(Encoding.UTF8.GetString(delivery.Body), (string?)notification["requestBody"]);
        Assert.Equal(delivery.Headers["X-Hub-Signature"], (string?)notification["requestHeaders"]!["X-Hub-Signature"]);
        Assert.Equal(("1", "later"), ((string)notification["responseHeaders"]!["Retry-After"]!, (string)notification["responseBody"]!));
        Assert.Equal(delivery.Body, await twin.Client.GetByteArrayAsync($"/twin/notifications/{number}/body", TestContext.Current.CancellationToken));
        var counts = await twin.DoAsync(HttpMethod.Get, "/twin/statistics");
        Assert.Equal("""{"made":1,"sent":1,"acknowledged":0,"refused":1,"failed":0,"silenced":0}""", counts["total"]!.ToJsonString());
        Assert.Equal(counts["total"]!.ToJsonString(), counts["webhooks"]![webhook]!.ToJsonString());
        Assert.Empty(await twin.Client.GetStringAsync("/twin/acknowledged", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/unreachable")]
    [InlineData("https:/xyz")]
    [InlineData("not a url")]
    public async Task Missing_response_is_a_failure_with_a_reason(string url)
    {
        await using var twin = await Twin.StartAsync();
        await twin.PostAsync("/twin/webhooks", new { url, secret = "s", project = "image" });
        await twin.LabelAsync();
        await twin.ArrivedAsync();

        var notification = Assert.Single((await twin.DoAsync(HttpMethod.Get, "/twin/notifications")).AsArray())!;

        Assert.Null(notification["status"]);
        Assert.NotEmpty((string)notification["error"]!);
        Assert.Equal(1, twin.Its<Statistics>().Total().Failed);
    }

    [Fact]
    public async Task Response_has_a_timeout()
    {
        await using var twin = await Twin.StartAsync("--Twin:DeliveryTimeout=00:00:00.3");
        await twin.WebhookAsync();
        twin.Receiver.Answer = context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        await twin.LabelAsync();
        await twin.ArrivedAsync();

        Assert.Contains("No answer within", (string?)Assert.Single((await twin.DoAsync(HttpMethod.Get, "/twin/notifications")).AsArray())!["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_newest_notifications_are_kept_with_truncated_bodies()
    {
        await using var twin = await Twin.StartAsync("--Twin:KeepNotifications=3", "--Twin:KeepBodyBytes=100");
        await twin.WebhookAsync();
        for (var i = 0; i < 5; i++)
        {
            await twin.LabelAsync();
        }

        await twin.ArrivedAsync();

        Assert.Equal([3, 4, 5], (await twin.DoAsync(HttpMethod.Get, "/twin/notifications")).AsArray().Select(notification => (int)notification!["number"]!));
        Assert.Equal(5, (int?)Assert.Single((await twin.DoAsync(HttpMethod.Get, "/twin/notifications?after=4")).AsArray())!["number"]);
        Assert.Equal(100, (await twin.Client.GetByteArrayAsync("/twin/notifications/5/body", TestContext.Current.CancellationToken)).Length);
    }

    internal static string Sha1(byte[] body, string secret = Twin.Secret) =>
#pragma warning disable CA5350 // Labelbox signs with SHA-1.
        $"sha1={Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), body))}";
#pragma warning restore CA5350

    private static JsonNode LabelOf(Twin twin, Received delivery) => delivery.Json()["projects"]![twin.ProjectId(Media.Image)]!["labels"]![0]!;
}
