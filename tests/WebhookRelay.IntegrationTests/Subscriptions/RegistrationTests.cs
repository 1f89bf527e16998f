using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Subscriptions;

/// <summary>A relay registers its webhooks at the twin.</summary>
public sealed class RegistrationTests(SharedServers servers)
{
    private const string Secret = "the webhook's own secret";

    private static readonly TimeSpan HappensWithin = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Webhook_is_registered_through_a_tunnel_and_follows_its_new_address()
    {
        await using var twin = await TwinProcess.StartAsync();
        var port = ServerProcess.FreePort();
        await using var ngrok = await FakeNgrok.StartAsync(port);
        await using var line = await servers.OpenAsync(
        [
            .. twin.Settings, .. await SubscriptionAsync(twin, "V1"),
            ("ASPNETCORE_ENVIRONMENT", "Development"), ("DOTNET_ENVIRONMENT", "Development"), ("Subscriptions__Mode", "Apply"),
            ("Receiving__Url", $"http://127.0.0.1:{port}"), ("Tunnel__AgentUrl", ngrok.AgentUrl),
        ]);
        await line.Relay.ConditionAsync("training", "Registered", "True");
        Assert.Contains(line.Relay.Output, logged => logged.Contains($"{ngrok.PublicUrl}/webhook-endpoint/training", StringComparison.Ordinal));

        var burst = twin.PostAsync("/twin/burst", new { count = 400, rate = 20, project = "image", topic = "LABEL_UPDATED" });
        await Eventually.TrueAsync(async () => (await twin.AcknowledgedAsync()).Count > 20, HappensWithin, "deliveries come through the first tunnel");
        ngrok.OpenAnother();
        await Eventually.TrueAsync(
            async () => (await twin.GetAsync("/twin/notifications?limit=1000")).AsArray().Any(each => each!["url"].Is($"{ngrok.PublicUrl}/webhook-endpoint/training")),
            HappensWithin, "deliveries come through the second tunnel", () => string.Join('\n', line.Relay.Output.TakeLast(20)));
        await ngrok.CloseOldAsync();

        var report = await burst;
        Assert.Equal((400, 400), ((int)report["deliveries"]!, (int)report["acknowledged"]!));
        var arrived = (await line.Queue.ReadAsync(400)).Select(message => message.Id).ToHashSet(StringComparer.Ordinal);
        Assert.True(arrived.SetEquals(await twin.AcknowledgedAsync()));
        Assert.Single(await twin.WebhooksAsync());
        Assert.DoesNotContain(line.Relay.Output, logged => logged.Contains(Secret, StringComparison.Ordinal) || logged.Contains("twin-development-key", StringComparison.Ordinal));
        // Successful requests must not be logged.
        Assert.DoesNotContain(line.Relay.Output, logged => logged.Contains("Execution attempt", StringComparison.Ordinal));
        await line.Relay.ConditionAsync("training", "Delivering", "True");
        await line.Relay.ConditionAsync("training", "SecretCurrent", "True");
    }

    [Fact]
    public async Task Manually_created_V2_webhook_is_recognised()
    {
        await using var twin = await TwinProcess.StartAsync();
        var port = ServerProcess.FreePort();
        var url = $"http://127.0.0.1:{port}/webhook-endpoint/training";
        await using var line = await servers.OpenAsync(
            [.. twin.Settings, .. await SubscriptionAsync(twin, "V2"), ("Receiving__Url", $"http://127.0.0.1:{port}"), ("Subscriptions__PublicUrl", $"http://127.0.0.1:{port}"), ("Subscriptions__Every", "00:00:01")]);
        await line.Relay.ConditionAsync("training", "Registered", "False", "CreateByHand");
        var (status, plan) = await line.Relay.AskAsync("/subscriptions/plan");
        Assert.Equal(200, status);
        var step = Assert.Single(plan["toDo"]!.AsArray())!;
        Assert.Equal("by-hand", (string?)step["step"]);
        Assert.Contains($"URL: {url}", step["instructions"]!.AsArray().Select(each => (string?)each));
        Assert.Equal(409, (await line.Relay.AskAsync("/subscriptions/apply")).Status);
        Assert.Empty(await twin.WebhooksAsync());

        await twin.PostAsync("/twin/webhooks", new { url, secret = Secret, project = "image", topics = new[] { "LABEL_CREATED", "LABEL_UPDATED" } });
        await line.Relay.ConditionAsync("training", "Registered", "True");
        await line.Relay.ConditionAsync("training", "SecretCurrent", "Unknown", "NotProven");
        await twin.PostAsync("/twin/labels", new { project = "image" });
        await line.Relay.ConditionAsync("training", "SecretCurrent", "True");
        await line.Relay.ConditionAsync("training", "Delivering", "True");
        await Eventually.TrueAsync(
            async () => (await line.Relay.SubscriptionsAsync())["subscriptions"]![0]!["webhooks"]![0]!["delivers"].Is("V2"), HappensWithin, "the version is learnt");

        // The webhook gets another secret: its deliveries are rejected and reported.
        await twin.Client.PatchAsync(new Uri($"/twin/webhooks/{(string?)(await twin.WebhooksAsync())[0]["id"]}", UriKind.Relative), Json("""{"secret":"another"}"""), TestContext.Current.CancellationToken);
        await twin.PostAsync("/twin/labels", new { project = "image" });
        await line.Relay.ConditionAsync("training", "Delivering", "False", "NotVerified");
    }

    [Fact]
    public async Task Two_replicas_and_a_lost_response_create_one_webhook()
    {
        await using var twin = await TwinProcess.StartAsync();
        await twin.PostAsync("/twin/faults/api", new { kind = "lost-answer", count = 1, operation = "createWebhook" });
        (string, string)[] settings = [.. twin.Settings, .. await SubscriptionAsync(twin, "V1"), ("Subscriptions__Mode", "Apply"), ("Subscriptions__PublicUrl", "https://relay.example"), ("Subscriptions__Every", "00:00:01")];
        await using var line = await servers.OpenAsync(settings);
        await using var other = await line.AnotherRelayAsync();
        await line.Relay.ConditionAsync("training", "Registered", "True");
        await other.ConditionAsync("training", "Registered", "True");

        // An operator changes it by hand, and the API fails for a while.
        await twin.PostAsync("/twin/faults/api", new { kind = "server-error", count = 2 });
        await twin.PostAsync("/twin/faults/api", new { kind = "rate-limited", count = 2, retryAfter = 1 });
        var id = (string?)Assert.Single(await twin.WebhooksAsync())["id"];
        await twin.Client.PatchAsync(new Uri($"/twin/webhooks/{id}", UriKind.Relative), Json("""{"url":"https://elsewhere.example/","topics":["LABEL_DELETED"],"status":"inactive"}"""), TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(
            async () => (await twin.WebhooksAsync())[0] is var webhook
                && webhook["url"].Is("https://relay.example/webhook-endpoint/training") && webhook["status"].Is("active") && webhook["topics"]!.AsArray().Count is 2,
            HappensWithin, "what was changed is mended");
        Assert.Equal(0, await line.Relay.TerminateAsync());
        Assert.Equal(0, await other.TerminateAsync());
        Assert.Equal("active", (string?)Assert.Single(await twin.WebhooksAsync())["status"]);
    }

    [Fact]
    public async Task Secret_rotation_under_load_rejects_and_duplicates_nothing()
    {
        await using var twin = await TwinProcess.StartAsync("--Twin:Concurrency=8");
        var environment = $"Rotation{Guid.NewGuid():N}";
        var settings = RelayProcess.SettingsOf(environment);
        var port = ServerProcess.FreePort();
        try
        {
            await WriteAsync(settings, "old secret");
            await using var line = await servers.OpenAsync(
            [
                .. twin.Settings, .. await SubscriptionAsync(twin, "V1"), ("Receiving__Webhooks__training__Secrets__0", null!),
                ("ASPNETCORE_ENVIRONMENT", environment), ("DOTNET_ENVIRONMENT", environment), ("Subscriptions__Mode", "Apply"),
                ("Receiving__Url", $"http://127.0.0.1:{port}"), ("Subscriptions__PublicUrl", $"http://127.0.0.1:{port}"),
            ]);
            await line.Relay.ConditionAsync("training", "Registered", "True");
            var old = (string?)Assert.Single(await twin.WebhooksAsync())["id"];

            var burst = twin.PostAsync("/twin/burst", new { count = 3000, rate = 200, project = "image", topic = "LABEL_UPDATED" });
            await Eventually.TrueAsync(async () => (await twin.AcknowledgedAsync()).Count > 200, HappensWithin, "deliveries come");
            await WriteAsync(settings, "new secret", "old secret");
            var report = await burst;
            await line.Relay.ConditionAsync("training", "SecretCurrent", "True");

            var webhooks = await twin.WebhooksAsync();
            Assert.Equal(2, webhooks.Count);
            Assert.Equal(["inactive"], webhooks.Where(webhook => webhook["id"].Is(old)).Select(webhook => (string?)webhook["status"]));
            Assert.All(webhooks, webhook => Assert.True((long)webhook["deliveries"]!["acknowledged"]! > 0));
            Assert.Equal((0, 0), ((int)report["refused"]!, (int)report["failed"]!));
            Assert.True((int)report["deliveries"]! > 3000, "The two overlap.");

            var arrived = await line.Queue.ReadAsync(3000, TimeSpan.FromMinutes(2));
            Assert.Equal(3000, arrived.Select(message => (message.Subject, (string?)message.Json["labelid"], (string?)message.Json["time"], message.Json["data"]!.ToJsonString())).Distinct().Count());
            await line.Relay.EndedAsync((int)report["deliveries"]!, TimeSpan.FromMinutes(1));
            Assert.Equal(0, await line.Queue.CountAsync());
        }
        finally
        {
            File.Delete(settings);
        }
    }

    [Fact]
    public async Task Old_webhook_stays_until_every_replica_has_the_new_secret()
    {
        await using var twin = await TwinProcess.StartAsync();
        var port = ServerProcess.FreePort();
        await using var line = await servers.OpenAsync(
            [.. twin.Settings, .. await SubscriptionAsync(twin, "V1"), ("Subscriptions__Mode", "Apply"), ("Subscriptions__PublicUrl", $"http://127.0.0.1:{port}"), ("Subscriptions__Every", "00:00:01")]);
        await line.Relay.ConditionAsync("training", "Registered", "True");
        await using var rolledOut = await line.AnotherRelayAsync(
            ("Receiving__Url", $"http://127.0.0.1:{port}"), ("Receiving__Webhooks__training__Secrets__0", "new secret"), ("Receiving__Webhooks__training__Secrets__1", Secret));
        await rolledOut.ConditionAsync("training", "SecretCurrent", "False", "Rotating");
        await twin.PostAsync("/twin/labels", new { project = "image" });
        await Eventually.TrueAsync(async () => (await twin.WebhooksAsync()).Count(webhook => (long)webhook["deliveries"]!["acknowledged"]! > 0) is 2, HappensWithin, "both deliver");
        foreach (var relay in (RelayProcess[])[rolledOut, line.Relay, rolledOut, line.Relay])
        {
            await relay.AskAsync("/subscriptions/apply");
        }

        Assert.Equal(["active", "active"], (await twin.WebhooksAsync()).Select(webhook => (string?)webhook["status"]));

        // The other replica is gone, or has been updated too.
        Assert.Equal(0, await line.Relay.TerminateAsync());
        Assert.Equal(200, (await rolledOut.AskAsync("/subscriptions/training/retire-old")).Status);
        Assert.Equal(["inactive", "active"], (await twin.WebhooksAsync()).Select(webhook => (string?)webhook["status"]));
    }

    [Fact]
    public async Task Relay_starts_and_receives_without_Labelbox()
    {
        await using var line = await servers.OpenAsync(
            ("Labelbox__Endpoint", $"http://127.0.0.1:{ServerProcess.FreePort()}/graphql"), ("Labelbox__ApiKey", "a-key"), ("Subscriptions__Mode", "Apply"), ("Subscriptions__PublicUrl", "https://relay.example"),
            ("Receiving__Webhooks__training__Secrets__0", Secret), ("Subscriptions__Webhooks__training__Project", "p1"), ("Subscriptions__Webhooks__training__Topics__0", "LABEL_CREATED"));
        await line.AcceptedAsync(SamplePayloads.V2("row-1"), "while-labelbox-is-away");
        Assert.Single(await line.Queue.ReadAsync(1));
        await line.Relay.ConditionAsync("training", "Registered", "Unknown", "LabelboxAway");
        Assert.Equal(0, await line.Relay.TerminateAsync());
    }

    private static async Task<(string, string)[]> SubscriptionAsync(TwinProcess twin, string version) =>
    [
        ("Receiving__Webhooks__training__Secrets__0", Secret),
        ("Subscriptions__Webhooks__training__Project", await twin.ProjectAsync("image")),
        ("Subscriptions__Webhooks__training__Topics__0", "LABEL_CREATED"),
        ("Subscriptions__Webhooks__training__Topics__1", "LABEL_UPDATED"),
        ("Subscriptions__Webhooks__training__Version", version),
    ];

    private static StringContent Json(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    /// <summary>Replaces a file atomically, as editors and orchestrators do.</summary>
    private static async Task WriteAsync(string file, params string[] secrets)
    {
        var json = new JsonObject
        {
            ["Receiving"] = new JsonObject { ["Webhooks"] = new JsonObject { ["training"] = new JsonObject { ["Secrets"] = new JsonArray([.. secrets.Select(secret => (JsonNode)secret)]) } } },
        };
        await File.WriteAllTextAsync(file + ".new", json.ToJsonString(), TestContext.Current.CancellationToken);
        File.Move(file + ".new", file, overwrite: true);
    }
}
