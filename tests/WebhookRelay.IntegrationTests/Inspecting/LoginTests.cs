using System.Net;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Inspecting;

/// <summary>The session of a browser: made by the key, gone with the key, and good for the pages only.</summary>
public sealed class LoginTests
{
    private const string Key = "the-management-key";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Key_opens_a_session_that_a_restart_keeps_and_another_key_ends()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("key"), $"{Key}\n", Ending);
        await using var relay = await RelayProcess.StartAsync(("Management__ApiKeyFile", folder.File("key")));
        using var browser = new InspectorClient(relay);

        var first = await browser.GetAsync("/inspect?x=1");
        Assert.Equal((HttpStatusCode.Redirect, "/inspect/login?to=%2Finspect%3Fx%3D1"), (first.Status, first.Location));
        Assert.Contains("<h1>Log in</h1>", (await browser.GetAsync(first.Location!)).Body, StringComparison.Ordinal);

        var wrong = await browser.LogInAsync("another-key");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.Status);
        Assert.Contains("This is not the key of this relay.", wrong.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("another-key", wrong.Body, StringComparison.Ordinal);
        Assert.False(wrong.Headers.ContainsKey("Set-Cookie"));

        var right = await browser.LogInAsync(Key, "/inspect?x=1");
        Assert.Equal((HttpStatusCode.SeeOther, "/inspect?x=1"), (right.Status, right.Location));
        var cookie = right.Headers["Set-Cookie"];
        Assert.All(["max-age=43200", "path=/inspect", "samesite=strict", "httponly"], flag => Assert.Contains(flag, cookie, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/inspect")).Status);

        await relay.KillAsync();
        await relay.StartAgainAsync();
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/inspect")).Status);

        await File.WriteAllTextAsync(folder.File("key"), "the-next-key\n", Ending);
        await Eventually.TrueAsync(async () => (await browser.GetAsync("/inspect")).Status is HttpStatusCode.Redirect, TimeSpan.FromSeconds(6), "the session ends with its key");
        Assert.DoesNotContain(relay.Output, line => line.Contains(Key, StringComparison.Ordinal) || line.Contains(cookie.Split(';')[0], StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_api_never_takes_the_cookie()
    {
        await using var relay = await RelayProcess.StartAsync(("Management__ApiKey", Key));
        using var browser = new InspectorClient(relay);
        var cookie = (await browser.LogInAsync(Key)).Headers["Set-Cookie"].Split(';')[0];

        foreach (var path in (string[])["/deliveries", "/status", "/replays", "/metrics", "/openapi/v1.json"])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync(path, ("Cookie", cookie))).Status);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.PostAsync("/replays", [], ("Cookie", cookie))).Status);
    }

    [Fact]
    public async Task Forged_altered_and_ended_sessions_need_a_login()
    {
        await using var relay = await RelayProcess.StartAsync(("Management__ApiKey", Key));
        using var browser = new InspectorClient(relay);
        var value = (await browser.LogInAsync(Key)).Headers["Set-Cookie"].Split(';')[0].Split('=', 2)[1];
        var parts = value.Split('.');
        using var other = new InspectorClient(relay);
        foreach (var forged in (string[])[$"{long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture) + 1}.{parts[1]}.{parts[2]}", $"{parts[0]}.x.{parts[2]}", $"{parts[0]}.{parts[1]}.", "..", "x", $"1.{parts[1]}.{parts[2]}"])
        {
            Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync("/inspect", ("Cookie", $"webhookrelay-inspector={forged}"))).Status);
        }

        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/inspect", ("Cookie", $"webhookrelay-inspector={value}"))).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostAsync("/inspect/logout", [("token", await browser.TokenAsync("/inspect"))])).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/inspect")).Status);
    }

    [Fact]
    public async Task Read_key_reveals_nothing_and_a_reveal_is_logged_once()
    {
        await using var relay = await RelayProcess.StartAsync(("Management__ApiKey", Key), ("Management__ReadKey", "the-read-key"));
        Assert.Equal((200, "accepted"), await relay.SendAsync(SamplePayloads.V2("row", rowData: "https://storage.example/b.jpg?signature=0123456789abcdef"), "delivery"));
        using var reader = new InspectorClient(relay);
        await reader.LogInAsync("the-read-key");
        var entry = (await reader.GetAsync("/inspect/find?q=delivery")).Location!;
        var page = await reader.GetAsync(entry);
        Assert.DoesNotContain("0123456789abcdef", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Reveal", page.Body, StringComparison.Ordinal);
        foreach (var action in (string[])["reveal", "download"])
        {
            var refused = await reader.PostAsync($"{entry}/delivery/{action}", [("token", await reader.TokenAsync("/inspect"))]);
            Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
            Assert.DoesNotContain("0123456789abcdef", refused.Body, StringComparison.Ordinal);
        }

        foreach (var path in (string[])["deliveries", "deliveries.csv", "deliveries.ndjson", "deliveries/live", "live"])
        {
            // A search in payloads can disclose a masked text letter by letter.
            Assert.NotEqual(HttpStatusCode.OK, (await reader.GetAsync($"/inspect/{path}?contains=0123456789abcdef")).Status);
        }

        using var browser = new InspectorClient(relay);
        await browser.LogInAsync(Key);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/inspect/deliveries?contains=0123456789abcdef")).Status);
        Assert.DoesNotContain(relay.Output, line => line.Contains("are revealed to", StringComparison.Ordinal));
        var revealed = await browser.PostAsync($"{entry}/delivery/reveal", [("token", await browser.TokenAsync(entry))]);
        Assert.Contains("0123456789abcdef", revealed.Body, StringComparison.Ordinal);
        Assert.Equal("no-store", revealed.Headers["Cache-Control"]);
        await relay.WaitForLogAsync(line => line.Contains("are revealed to", StringComparison.Ordinal), what: "the reveal is logged");
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"{entry}/delivery/reveal")).Status);
    }

    [Fact]
    public async Task An_address_has_ten_tries_a_minute()
    {
        await using var relay = await RelayProcess.StartAsync(("Management__ApiKey", Key));
        using var browser = new InspectorClient(relay);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await browser.LogInAsync($"guess-{i}")).Status);
        }

        var refused = await browser.LogInAsync(Key);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Contains("Wait a minute.", refused.Body, StringComparison.Ordinal);
        await relay.WaitForLogAsync(line => line.Contains("too many login tries from", StringComparison.Ordinal), what: "the throttled login is logged");
        Assert.Equal(10, relay.Output.Count(line => line.Contains("Inspector: wrong key from", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("https://site.example/")]
    [InlineData("//site.example/")]
    [InlineData("/deliveries")]
    [InlineData("/inspect/../deliveries\r\nx: y")]
    [InlineData("/inspecting")]
    public async Task Login_leads_to_the_inspector_only(string to)
    {
        await using var relay = await RelayProcess.StartAsync(("Management__ApiKey", Key));
        using var browser = new InspectorClient(relay);

        Assert.Equal("/inspect", (await browser.LogInAsync(Key, to)).Location);
    }
}
