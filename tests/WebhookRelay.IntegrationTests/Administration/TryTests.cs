using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Administration;

/// <summary>Deliveries that a relay in Development sends itself.</summary>
public sealed class TryTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Generated_delivery_is_accepted_and_its_command_sends_the_same_again()
    {
        await using var relay = await DevelopmentAsync();
        using var admin = new Admin(relay);
        foreach (var request in (JsonObject[])[[], new() { ["topic"] = "LABEL_CREATED", ["media"] = "Video", ["size"] = 9_000 }, new() { ["version"] = "v1", ["topic"] = "REVIEW_CREATED" }])
        {
            var tried = await TryAsync(admin, request);

            Assert.Equal((200, "accepted", (string?)request["topic"] ?? "LABEL_UPDATED"), ((int)tried["status"]!, (string?)tried["answer"], (string?)tried["topic"]));
            await admin.StandsAsync((string)tried["id"]!, "relayed");
            var entry = await admin.GetAsync((string)tried["link"]!);
            Assert.Equal(((string?)tried["id"], (string?)tried["sequence"], (long)tried["bytes"]!), ((string?)entry["delivery"]!["id"], (string?)entry["delivery"]!["sequence"], (long)entry["delivery"]!["bodyLength"]!));
            Assert.InRange((double)tried["milliseconds"]!, 0.1, 30_000);
            Assert.Contains("\"duplicate\"", await ShellAsync((string)tried["curl"]!), StringComparison.Ordinal);
            Assert.DoesNotContain(await SecretAsync(relay), tried.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Same_id_again_is_a_duplicate_and_faults_are_refused_with_their_commands()
    {
        await using var relay = await DevelopmentAsync();
        using var admin = new Admin(relay);
        var first = (string)(await TryAsync(admin, []))["id"]!;

        var again = await TryAsync(admin, new JsonObject { ["repeats"] = first });
        Assert.Equal((200, "duplicate", first), ((int)again["status"]!, (string?)again["answer"], (string?)again["id"]));
        foreach (var (request, status) in ((JsonObject, int)[])
            [(new() { ["fault"] = "wrongSecret" }, 401), (new() { ["fault"] = "halfBody" }, 401), (new() { ["repeats"] = first, ["fault"] = "halfBody" }, 401)])
        {
            var tried = await TryAsync(admin, request);
            Assert.Equal(status, (int)tried["status"]!);
            Assert.Null(tried["answer"]);
            Assert.Null(tried["link"]);
            var refused = (await admin.GetAsync("/refusals"))["requests"]![0]!;
            Assert.Equal(("signature", (string?)tried["id"], (long)tried["bytes"]!), ((string?)refused["reason"], (string?)refused["id"], (long)refused["size"]!));
            if (request["repeats"] is null)
            {
                Assert.Contains("401", await ShellAsync((string)tried["curl"]!), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Webhook_signs_with_its_own_secret()
    {
        await using var relay = await DevelopmentAsync(("Receiving__Webhooks__training__Secrets__0", "its own"));
        using var admin = new Admin(relay);

        var tried = await TryAsync(admin, new JsonObject { ["webhook"] = "training", ["size"] = 100_000 });

        Assert.Equal((200, "training"), ((int)tried["status"]!, (string?)tried["webhook"]));
        Assert.InRange((int)tried["bytes"]!, 90_000, 110_000);
        Assert.Contains("/webhook-endpoint/training", (string?)tried["curl"], StringComparison.Ordinal);
        Assert.Contains("secret.txt", (string?)tried["curl"], StringComparison.Ordinal);
        Assert.Contains("which are not shown here", (string?)tried["curl"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"topic":"a b"}""", "topic")]
    [InlineData("""{"media":"1"}""", "media")]
    [InlineData("""{"media":"film"}""", "media")]
    [InlineData("""{"size":0}""", "size")]
    [InlineData("""{"size":16777217}""", "size")]
    [InlineData("""{"version":"v3"}""", "version")]
    [InlineData("""{"webhook":"none"}""", "webhook")]
    [InlineData("""{"fault":"late"}""", "fault")]
    [InlineData("""{"repeats":"none"}""", "repeats")]
    [InlineData("""{"repeats":"none","topic":"MOVE"}""", "repeats")]
    [InlineData("""{"secret":"x"}""", "secret")]
    public async Task Wrong_request_is_named(string body, string name)
    {
        await using var relay = await DevelopmentAsync();
        using var admin = new Admin(relay);

        var (status, problem) = await admin.PostAsync("/try", JsonNode.Parse(body)!);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal([name], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task Outside_Development_there_is_no_such_path(string environment)
    {
        await using var relay = await RelayProcess.StartAsync(("DOTNET_ENVIRONMENT", environment), ("ASPNETCORE_ENVIRONMENT", environment));
        using var admin = new Admin(relay);
        using var content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        using var response = await admin.Http.PostAsync(new Uri("/try", UriKind.Relative), content, Ending);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.DoesNotContain("/try", (await admin.GetAsync("/openapi/v1.json")).ToJsonString(), StringComparison.Ordinal);
        Assert.Empty((await admin.GetAsync("/deliveries"))["deliveries"]!.AsArray());
    }

    private static Task<RelayProcess> DevelopmentAsync(params (string, string)[] settings) => RelayProcess.StartAsync(
        [("DOTNET_ENVIRONMENT", "Development"), ("ASPNETCORE_ENVIRONMENT", "Development"), ("Receiving__Secrets__0", null!), ("Tunnel__AgentUrl", "http://127.0.0.1:9"), .. settings]);

    private static async Task<JsonNode> TryAsync(Admin admin, JsonObject request)
    {
        var (status, body) = await admin.PostAsync("/try", request);
        Assert.True(status is HttpStatusCode.OK, body.ToJsonString());
        return body;
    }

    private static Task<string> SecretAsync(RelayProcess relay) => File.ReadAllTextAsync(Path.Combine(relay.LedgerPath, "development-secret"), Ending);

    /// <summary>Runs shell commands in a folder of their own, and returns their output.</summary>
    private static async Task<string> ShellAsync(string commands)
    {
        using var folder = new TemporaryFolder();
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-euc", commands]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(folder.File("x"))! })!;
        var output = await shell.StandardOutput.ReadToEndAsync(Ending);
        var error = await shell.StandardError.ReadToEndAsync(Ending);
        await shell.WaitForExitAsync(Ending);
        Assert.True(shell.ExitCode is 0, string.Create(CultureInfo.InvariantCulture, $"{shell.ExitCode}: {error}"));
        return output;
    }
}
