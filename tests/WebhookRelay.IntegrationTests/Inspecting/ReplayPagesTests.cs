using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using WebhookRelay.IntegrationTests.Administration;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Inspecting;

/// <summary>Replays from the pages: the forecast is the API's, and a large one asks for its number.</summary>
public sealed class ReplayPagesTests(SharedServers servers, SharedBrowser browser)
{
    [Fact]
    public async Task Forecast_equals_the_apis_and_a_replay_works_without_script()
    {
        await using var line = await RelayFixture.OpenAsync(servers.Rabbit, servers.Redis, "#", ("Publishing__RabbitMqManagement", servers.Rabbit.ManagementUri));
        using var admin = new Admin(line.Relay);
        for (var i = 0; i < 3; i++)
        {
            await line.AcceptedAsync(SamplePayloads.V2($"row-{i}"), $"delivery-{i}");
        }

        await line.Relay.EndedAsync(3);
        await line.Queue.ReadAsync(3);
        var forecast = await admin.KnownForecastAsync(new JsonObject { ["filter"] = new JsonObject { ["dataRow"] = "row-1" } });
        await using var tab = await browser.OpenAsync(line.Relay.ManagementUrl, new BrowserNewContextOptions { JavaScriptEnabled = false });

        await tab.GoAsync("/inspect/deliveries?dataRow=row-1");
        await tab.Page.GetByText("Replay these…").ClickAsync();
        foreach (var share in forecast["where"]!.AsArray())
        {
            Assert.Contains($"{share!["queue"]}\t{share["events"]}", await tab.TextAsync(), StringComparison.Ordinal);
        }

        await tab.Page.GetByText("Replay 1 delivery").ClickAsync();
        await tab.Page.WaitForURLAsync("**/inspect/replays/*");
        var id = tab.Page.Url.Split('/')[^1];
        Assert.Equal("completed", (string?)(await admin.EndOfReplayAsync(id))["state"]);
        Assert.Equal("inspector", (string?)(await admin.GetAsync($"/replays/{id}"))["by"]);
        Assert.Equal("delivery-1", Assert.Single(await line.Queue.ReadAsync(1)).Id);
        await tab.GoAsync($"/inspect/replays/{id}");
        Assert.Contains("1 of 1", await tab.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_a_thousand_ask_for_their_number_and_a_ninth_replay_is_refused()
    {
        await using var relay = await RelayProcess.StartAsync();
        using var client = new InspectorClient(relay);
        for (var i = 0; i < 1001; i++)
        {
            Assert.Equal(200, (await relay.SendAsync(SamplePayloads.V2($"row-{i}"), $"delivery-{i}")).Status);
        }

        await relay.EndedAsync(1001, TimeSpan.FromMinutes(2));
        var page = (await client.GetAsync("/inspect/replays/new?state=relayed")).Body;
        Assert.Contains("Type the number of deliveries, 1,001", page, StringComparison.Ordinal);
        var token = await client.TokenAsync("/inspect/replays/new?state=relayed");
        Task<Answer> StartAsync(string count, string total = "1001") => client.PostAsync("/inspect/replays", [("token", token), ("state", "relayed"), ("rate", "1"), ("count", count), ("total", total)]);

        var mistyped = await StartAsync("1000");
        Assert.Equal(HttpStatusCode.Conflict, mistyped.Status);
        Assert.Contains("The number you typed is not the number of deliveries.", mistyped.Body, StringComparison.Ordinal);
        Assert.Contains("The number has changed since the forecast.", (await StartAsync("1001", "900")).Body, StringComparison.Ordinal);
        List<string> started = [];
        for (var i = 0; i < 8; i++)
        {
            var answer = await StartAsync("1,001");
            Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
            started.Add(answer.Location!);
        }

        var ninth = await StartAsync("1001");
        Assert.Equal(HttpStatusCode.Conflict, ninth.Status);
        Assert.Contains("8 replays are running.", ninth.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await client.PostAsync($"{started[0]}/cancel", [("token", token)])).Status);
        Assert.Contains("cancelled", (await client.GetAsync(started[0])).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await StartAsync("1001")).Status);
    }
}
