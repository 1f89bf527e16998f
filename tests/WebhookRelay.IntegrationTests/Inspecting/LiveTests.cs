using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Inspecting;

/// <summary>The list that follows what happens, in a real browser.</summary>
public sealed class LiveTests(SharedServers servers, SharedBrowser browser)
{
    private static readonly PageWaitForFunctionOptions Soon = new() { Timeout = 10_000 };

    [Fact]
    public async Task A_delivery_comes_in_a_second_and_turns_relayed_by_itself()
    {
        await using var line = await servers.OpenAsync();
        await using var tab = await browser.OpenAsync(line.Relay.ManagementUrl);
        await line.AcceptedAsync(SamplePayloads.V2("row-0"), "first");
        await line.Relay.EndsAsync("first", "Relayed");
        await tab.GoAsync("/inspect/deliveries");
        await tab.Page.GetByText("● Live").WaitForAsync();

        var sent = Stopwatch.GetTimestamp();
        await line.AcceptedAsync(SamplePayloads.V2("row-1"), "second");
        await tab.Page.Locator("tr", new PageLocatorOptions { HasText = "second" }).WaitForAsync();
        var came = Stopwatch.GetElapsedTime(sent);
        await tab.Page.Locator("tr", new PageLocatorOptions { HasText = "second" }).Locator(".state.relayed").WaitForAsync();

        // A second on an idle machine; this one also runs the other tests.
        Assert.True(came < TimeSpan.FromSeconds(3), $"It took {came.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)} ms.");
        Assert.Equal("second", await tab.Page.Locator("tbody tr:first-child th a").InnerTextAsync());
        Assert.Empty(tab.Messages);
    }

    [Fact]
    public async Task A_paused_list_holds_and_then_shows_what_came()
    {
        await using var line = await servers.OpenAsync();
        await line.AcceptedAsync(SamplePayloads.V2("row-0"), "first");
        await using var tab = await browser.OpenAsync(line.Relay.ManagementUrl);
        await tab.GoAsync("/inspect/deliveries");
        await tab.Page.GetByText("● Live").WaitForAsync();
        await tab.Page.Locator("tbody th a").FocusAsync();
        for (var i = 0; i < 5; i++)
        {
            await line.AcceptedAsync(SamplePayloads.V2($"row-{i + 1}"), $"more-{i}");
        }

        await tab.Page.GetByText("5 new").WaitForAsync();
        Assert.Equal(1, await tab.Page.Locator("tbody tr").CountAsync());
        Assert.Equal("first", await tab.Page.EvaluateAsync<string>("document.activeElement.textContent"));
        await tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Show", Exact = true }).ClickAsync();
        await tab.Page.WaitForFunctionAsync("document.querySelectorAll('tbody tr').length === 6", options: Soon);

        await tab.Page.Keyboard.PressAsync(".");
        await tab.Page.GetByText("Paused").First.WaitForAsync();
        await tab.GoAsync("/inspect/deliveries");
        await tab.Page.GetByText("Paused").First.WaitForAsync();
        Assert.Empty(tab.Messages);
    }

    [Fact]
    public async Task A_ninth_filter_is_refused_until_a_list_is_closed()
    {
        await using var line = await servers.OpenAsync();
        await line.AcceptedAsync(SamplePayloads.V2("row-0"), "first");
        using var client = new HttpClient { BaseAddress = line.Relay.ManagementUrl };
        List<HttpResponseMessage> open = [];
        for (var i = 0; i < 9; i++)
        {
            open.Add(await client.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"/inspect/live?id=x{i}"), UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken));
        }

        Assert.Contains("event: stop", await open[8].Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        open.ForEach(response => response.Dispose());
        await Eventually.TrueAsync(
            async () =>
            {
                using var again = await client.GetAsync(new Uri("/inspect/live?id=y", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
                using var reader = new StreamReader(await again.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
                return await reader.ReadLineAsync(TestContext.Current.CancellationToken) is ": open";
            },
            TimeSpan.FromSeconds(20), "closed lists make room");
    }
}
