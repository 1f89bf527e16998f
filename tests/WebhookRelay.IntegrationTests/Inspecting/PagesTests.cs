using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace WebhookRelay.IntegrationTests.Inspecting;

/// <summary>Every page in a real browser: accessible, within its origin, and deaf to what senders write.</summary>
public sealed class PagesTests(InspectedRelay inspected, SharedBrowser browser) : IClassFixture<InspectedRelay>
{
    private const int FirstVisitRequests = 5;
    private const int FirstVisitBytes = 150 * 1024;

    [Theory]
    [InlineData(ColorScheme.Light, 1280, true)]
    [InlineData(ColorScheme.Dark, 320, true)]
    [InlineData(ColorScheme.Dark, 1280, false)]
    [InlineData(ColorScheme.Light, 320, false)]
    public async Task Every_page_is_accessible_and_fits(ColorScheme scheme, int width, bool everyRule)
    {
        // The other two need only the rules whose result depends on colours and width.
        var rules = everyRule ? null : new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "rule", Values = ["color-contrast", "scrollable-region-focusable"] } };
        await using var tab = await browser.OpenAsync(
            inspected.Relay.ManagementUrl, new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = 800 }, ReducedMotion = ReducedMotion.Reduce });
        foreach (var path in await PathsAsync())
        {
            await tab.GoAsync(path);
            var found = await tab.Page.RunAxe(rules);
            Assert.True(found.Violations.Length is 0, $"{path}: {string.Join('\n', found.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id} {node.Html}")))}");
            Assert.True(
                await tab.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, $"{path} is wider than {width} pixels.");
            Assert.Equal(1, await tab.Page.Locator("h1").CountAsync());
        }

        await tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Keys" }).ClickAsync();
        await tab.Page.Locator("dialog[open]").WaitForAsync();
        Assert.Empty((await tab.Page.RunAxe()).Violations);
        await tab.Page.Keyboard.PressAsync("Escape");
        Assert.Equal("Keys", await tab.Page.EvaluateAsync<string>("document.activeElement.getAttribute('aria-label')"));
        Assert.Empty(tab.Messages);
    }

    [Fact]
    public async Task Hostile_deliveries_run_nothing_and_show_verbatim()
    {
        await using var tab = await browser.OpenAsync(inspected.Relay.ManagementUrl);
        var entry = $"/inspect/entries/{await inspected.SequenceAsync(InspectedRelay.HostileId)}";
        foreach (var path in (string[])["/inspect/deliveries", "/inspect", entry, $"{entry}/event", $"{entry}/attempts", $"{entry}/proof", $"/inspect/find?q={Uri.EscapeDataString("<script>alert(5)</script>")}"])
        {
            await tab.GoAsync(path);
            Assert.Equal(0, await tab.Page.Locator("main script, main img, main b[onmouseover]").CountAsync());
        }

        await tab.GoAsync(entry);
        Assert.Equal(InspectedRelay.HostileId, await tab.Page.InnerTextAsync("[data-id]"));
        await tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Reveal" }).ClickAsync();
        await tab.Page.GetByText("Mask again").WaitForAsync();
        Assert.Equal(0, await tab.Page.Locator("main script, main img, main b[onmouseover]").CountAsync());
        var text = await tab.Page.InnerTextAsync(".json");
        Assert.All(["<b onmouseover=alert(3)>", "</script><script>alert(4)</script>", "abc⟨U+202E⟩cba␀", "100000 characters", "\\ud800"], part => Assert.Contains(part, text, StringComparison.Ordinal));
        await tab.GoAsync($"/inspect/entries/{await inspected.SequenceAsync("deep")}");
        Assert.Empty(tab.Messages);
    }

    [Fact]
    public async Task Nothing_masked_is_in_any_answer_before_it_is_revealed()
    {
        using var client = new InspectorClient(inspected.Relay);
        var entry = $"/inspect/entries/{await inspected.SequenceAsync("relayed-7")}";
        foreach (var path in (await PathsAsync()).Concat([entry, $"{entry}/event", "/inspect/deliveries.csv", "/inspect/deliveries.ndjson"]))
        {
            var answer = await client.GetAsync(path);
            Assert.DoesNotContain(InspectedRelay.SignedQuery, answer.Body, StringComparison.Ordinal);
            Assert.DoesNotContain(Support.Sender.Secret, answer.Body, StringComparison.Ordinal);
        }

        var revealed = await client.PostAsync($"{entry}/event/reveal", [("token", await client.TokenAsync(entry))]);
        Assert.Contains(InspectedRelay.SignedQuery, revealed.Body, StringComparison.Ordinal);
        await inspected.Relay.WaitForLogAsync(line => line.Contains("relayed-7", StringComparison.Ordinal) && line.Contains("secrets and signed addresses are revealed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_first_visit_is_light_and_stays_on_this_port()
    {
        foreach (var path in await PathsAsync())
        {
            await using var tab = await browser.OpenAsync(inspected.Relay.ManagementUrl);
            var responses = new ConcurrentQueue<IResponse>();
            tab.Page.Response += (_, response) => responses.Enqueue(response);
            await tab.Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
            var bytes = 0;
            foreach (var response in responses.Where(response => !response.Url.Contains("/inspect/live", StringComparison.Ordinal)))
            {
                bytes += (await response.BodyAsync()).Length;
            }

            Assert.All(tab.Requests, url => Assert.StartsWith(inspected.Relay.ManagementUrl.ToString(), url, StringComparison.Ordinal));
            Assert.True(tab.Requests.Count <= FirstVisitRequests, $"{path}: {string.Join(' ', tab.Requests)}");
            Assert.True(bytes is > 0 and < FirstVisitBytes, $"{path} has {bytes} bytes.");
        }
    }

    [Fact]
    public async Task Find_opens_each_kind_of_id()
    {
        using var client = new InspectorClient(inspected.Relay);
        var sequence = await inspected.SequenceAsync("relayed-7");
        (string Id, string Path)[] known =
        [
            ("relayed-7", $"/inspect/entries/{sequence}"), (sequence, $"/inspect/entries/{sequence}"), (sequence.TrimStart('0'), $"/inspect/entries/{sequence}"),
            ("row-7", "/inspect/deliveries?dataRow=row-7"), ("label-1", "/inspect/deliveries?label=label-1"), ("project-1", "/inspect/deliveries?project=project-1"),
        ];
        foreach (var (id, path) in known)
        {
            Assert.Equal(path, (await client.GetAsync($"/inspect/find?q={id}")).Location);
        }

        Assert.Contains("Nothing has this id", (await client.GetAsync("/inspect/find?q=nothing")).Body, StringComparison.Ordinal);
    }

    private async Task<List<string>> PathsAsync()
    {
        var (relayed, quarantined, hostile) = (await inspected.SequenceAsync("relayed-7"), await inspected.SequenceAsync("quarantined"), await inspected.SequenceAsync(InspectedRelay.HostileId));
        return
        [
            "/inspect", "/inspect/deliveries", "/inspect/deliveries?state=quarantined&id=x", "/inspect/deliveries?project=none", "/inspect/deliveries?state=nonsense", $"/inspect/entries/{relayed}",
            $"/inspect/entries/{relayed}/event", $"/inspect/entries/{relayed}/attempts", $"/inspect/entries/{relayed}/proof", $"/inspect/entries/{quarantined}", $"/inspect/entries/{quarantined}/event",
            $"/inspect/entries/{hostile}", "/inspect/entries/1", "/inspect/refused", "/inspect/replays", "/inspect/replays/new?state=relayed", "/inspect/replays/new?rate=0", "/inspect/replays/none",
            "/inspect/subscribers", "/inspect/webhooks", "/inspect/find?q=none", "/inspect/none",
        ];
    }
}
