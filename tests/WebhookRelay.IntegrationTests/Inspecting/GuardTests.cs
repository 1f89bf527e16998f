using System.Net;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Inspecting;

/// <summary>What other sites and foreign names get from the pages, and what each answer tells the browser.</summary>
public sealed class GuardTests
{
    private static readonly (string, string)[] Link = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")];

    [Fact]
    public async Task Other_sites_can_link_to_a_page_and_do_nothing_else()
    {
        await using var relay = await RelayProcess.StartAsync(("Management__ApiKey", "the-key"));
        using var browser = new InspectorClient(relay);
        await browser.LogInAsync("the-key");
        var token = await browser.TokenAsync("/inspect");
        Assert.NotEmpty(token);

        var bounced = await browser.GetAsync("/inspect?a=1&b=2", Link);
        Assert.Equal(HttpStatusCode.OK, bounced.Status);
        Assert.Contains("content=\"0;url=/inspect?a=1&amp;b=2\"", bounced.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Waiting on disk", bounced.Body, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/inspect", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "image"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/inspect", ("Sec-Fetch-Site", "same-site"), ("Sec-Fetch-Mode", "cors"), ("Origin", "http://127.0.0.1:1"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.PostAsync("/inspect/logout", [("token", token)], [.. Link, ("Origin", "http://127.0.0.1:1")])).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.PostAsync("/inspect/logout", [("token", token)], ("Origin", "null"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.PostAsync("/inspect/logout", [])).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.PostAsync("/inspect/logout", [("token", "x")])).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostAsync("/inspect/logout", [("token", token)], ("Origin", relay.ManagementUrl.ToString().TrimEnd('/')))).Status);
    }

    [Fact]
    public async Task Without_a_key_only_names_of_this_machine_are_answered()
    {
        await using var relay = await RelayProcess.StartAsync();
        using var browser = new InspectorClient(relay);

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/inspect", ("Host", "relay.example"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/inspect", ("Host", $"localhost:{relay.ManagementUrl.Port}"))).Status);
    }

    [Fact]
    public async Task Every_answer_forbids_foreign_content()
    {
        await using var relay = await RelayProcess.StartAsync();
        using var browser = new InspectorClient(relay);
        var page = await browser.GetAsync("/inspect");
        var assets = page.Body.Split('"').Where(part => part.StartsWith("/inspect/assets/", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, assets.Count);

        foreach (var path in assets.Prepend("/inspect/nothing").Prepend("/inspect"))
        {
            var answer = await browser.GetAsync(path);
            Assert.StartsWith("default-src 'none'; script-src 'self';", answer.Headers["Content-Security-Policy"], StringComparison.Ordinal);
            Assert.Contains("require-trusted-types-for 'script'", answer.Headers["Content-Security-Policy"], StringComparison.Ordinal);
            Assert.Equal(("nosniff", "same-origin"), (answer.Headers["X-Content-Type-Options"], answer.Headers["Referrer-Policy"]));
        }

        foreach (var asset in assets)
        {
            Assert.Contains("immutable", (await browser.GetAsync(asset)).Headers["Cache-Control"], StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/inspect/assets/inspector.000000000000.css")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/inspect/nothing")).Status);
    }

    [Fact]
    public async Task Root_leads_browsers_to_the_inspector()
    {
        await using var relay = await RelayProcess.StartAsync();
        using var browser = new InspectorClient(relay);

        Assert.Equal("/inspect", (await browser.GetAsync("/", ("Accept", "text/html,application/xhtml+xml"))).Location);
        Assert.Contains("/inspect", (await browser.GetAsync("/")).Body, StringComparison.Ordinal);
    }
}
