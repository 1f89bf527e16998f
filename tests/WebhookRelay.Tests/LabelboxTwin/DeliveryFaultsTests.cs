using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using WebhookRelay.LabelboxTwin.Deliveries;

namespace WebhookRelay.Tests.LabelboxTwin;

public sealed class DeliveryFaultsTests
{
    [Fact]
    public async Task Duplicate_fault_repeats_the_delivery()
    {
        await using var twin = await Twin.StartAsync();
        await twin.WebhookAsync();
        await twin.PostAsync("/twin/faults/deliveries", new { kind = "duplicate", count = 1 });
        await twin.LabelAsync();
        await twin.LabelAsync();

        var arrived = await twin.ArrivedAsync();

        Assert.Equal(3, arrived.Count);
        Assert.Equal((arrived[0].Id, Signature(arrived[0])), (arrived[1].Id, Signature(arrived[1])));
        Assert.Equal(arrived[0].Body, arrived[1].Body);
        Assert.NotEqual(arrived[1].Id, arrived[2].Id);
        Assert.Equal(2, (await AcknowledgedAsync(twin)).Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Notification_can_be_repeated_with_its_id_or_a_new_one(bool newId)
    {
        await using var twin = await Twin.StartAsync();
        await twin.WebhookAsync();
        var label = await twin.LabelAsync();
        await twin.PostAsync($"/twin/labels/{label}/edit");
        await twin.ArrivedAsync();
        var again = await twin.PostAsync("/twin/notifications/1/again", new { newId });

        var arrived = await twin.ArrivedAsync();

        Assert.Equal(arrived[0].Body, arrived[2].Body);
        Assert.Equal((string?)again["id"], arrived[2].Id);
        Assert.Equal(newId, !string.Equals(arrived[0].Id, arrived[2].Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reorder_fault_shuffles_deliveries()
    {
        await using var twin = await Twin.StartAsync();
        await twin.WebhookAsync();
        await twin.PostAsync("/twin/faults/deliveries", new { kind = "reorder", count = 6 });
        List<string> made = [];
        for (var i = 0; i < 6; i++)
        {
            Assert.Empty(await twin.ArrivedAsync());
            made.Add((string)(await twin.PostAsync("/twin/labels", new { project = "image" }))["deliveries"]![0]!["id"]!);
        }

        var arrived = (await twin.ArrivedAsync()).Select(delivery => delivery.Id).ToList();

        Assert.NotEqual(made, arrived);
        Assert.Equal(made.Order(StringComparer.Ordinal), arrived.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Clearing_the_reorder_fault_sends_held_deliveries()
    {
        await using var twin = await Twin.StartAsync();
        await twin.WebhookAsync();
        await twin.PostAsync("/twin/faults/deliveries", new { kind = "reorder", count = 6 });
        await twin.LabelAsync();
        Assert.Empty(await twin.ArrivedAsync());
        Assert.Equal(1, (int?)Assert.Single((await twin.DoAsync(HttpMethod.Get, "/twin/faults/deliveries")).AsArray())!["held"]);

        await twin.DoAsync(HttpMethod.Delete, "/twin/faults/deliveries");

        Assert.Single(await twin.ArrivedAsync());
    }

    [Fact]
    public async Task One_event_reaches_two_webhooks_in_two_deliveries()
    {
        await using var twin = await Twin.StartAsync();
        await twin.WebhookAsync(path: "/a", secret: "old");
        await twin.WebhookAsync(path: "/b", secret: "new");
        await twin.LabelAsync();

        var arrived = (await twin.ArrivedAsync()).OrderBy(delivery => delivery.Path, StringComparer.Ordinal).ToList();

        Assert.Equal(["/a", "/b"], arrived.Select(delivery => delivery.Path));
        Assert.NotEqual(arrived[0].Id, arrived[1].Id);
        Assert.Equal(arrived[0].Body, arrived[1].Body);
        Assert.Equal([DeliveriesTests.Sha1(arrived[0].Body, "old"), DeliveriesTests.Sha1(arrived[1].Body, "new")], arrived.Select(Signature));
    }

    [Fact]
    public async Task Wrong_signature_uses_another_secret()
    {
        var delivery = await OneAsync("wrong-signature");

        Assert.Matches("^sha1=[0-9a-f]{40}$", Signature(delivery));
        Assert.NotEqual(DeliveriesTests.Sha1(delivery.Body), Signature(delivery));
        Assert.NotNull(delivery.Json());
    }

    [Fact]
    public async Task A_signature_can_be_missing() => Assert.DoesNotContain("X-Hub-Signature", (await OneAsync("no-signature")).Headers.Keys);

    [Theory]
    [InlineData("truncated", false)]
    [InlineData("truncated-signed", true)]
    public async Task Truncated_body_is_signed_as_requested(string kind, bool isSigned)
    {
        var delivery = await OneAsync(kind);

        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(delivery.Body));
        Assert.Equal(isSigned, IsSigned(delivery));
        Assert.Equal(delivery.Body.Length, int.Parse(delivery.Headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Broken_body_ends_before_its_length()
    {
        await using var twin = await Twin.StartAsync();
        await twin.WebhookAsync();
        await twin.PostAsync("/twin/faults/deliveries", new { kind = "broken", count = 1 });
        await twin.LabelAsync();

        Assert.Empty(await twin.ArrivedAsync());
        await Eventually.TrueAsync(() => twin.Receiver.BrokenOff is 1);
        Assert.Equal(1, twin.Its<Statistics>().Total().Failed);

        await twin.LabelAsync();
        Assert.Single(await twin.ArrivedAsync());
    }

    [Fact]
    public async Task Fault_affects_only_its_webhook()
    {
        await using var twin = await Twin.StartAsync();
        await twin.WebhookAsync(path: "/well");
        var ill = await twin.WebhookAsync(path: "/ill");
        await twin.PostAsync("/twin/faults/deliveries", new { kind = "wrong-signature", webhook = ill });
        await twin.LabelAsync();
        await twin.LabelAsync();

        var well = (await twin.ArrivedAsync()).ToLookup(delivery => IsSigned(delivery), delivery => delivery.Path);

        Assert.Equal(["/well", "/well"], well[true]);
        Assert.Equal(["/ill", "/ill"], well[false]);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 3)]
    public async Task Silenced_webhook_drops_or_keeps_deliveries(bool keep, int arrive)
    {
        await using var twin = await Twin.StartAsync();
        var webhook = await twin.WebhookAsync();
        await twin.LabelAsync();
        await twin.PostAsync($"/twin/webhooks/{webhook}/silence", new { keep });
        var silent = (string)(await twin.PostAsync("/twin/labels", new { project = "image" }))["deliveries"]![0]!["id"]!;
        Assert.Single(await twin.ArrivedAsync());

        await twin.DoAsync(HttpMethod.Delete, $"/twin/webhooks/{webhook}/silence");
        await twin.LabelAsync();

        var arrived = await twin.ArrivedAsync();
        Assert.Equal(arrive, arrived.Count);
        Assert.Equal(keep, arrived.Any(delivery => string.Equals(delivery.Id, silent, StringComparison.Ordinal)));
        Assert.Equal(keep ? 0 : 1, twin.Its<Statistics>().Total().Silenced);
    }

    [Fact]
    public async Task Unknown_target_is_rejected()
    {
        await using var twin = await Twin.StartAsync();
        foreach (var (method, path, body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Post, "/twin/labels/none/edit", null),
            (HttpMethod.Delete, "/twin/labels/none", null),
            (HttpMethod.Post, "/twin/rows/none/move", null),
            (HttpMethod.Post, "/twin/labels", new { project = "none" }),
            (HttpMethod.Post, "/twin/labels", new { project = "image", row = "none" }),
            (HttpMethod.Post, "/twin/webhooks", new { url = "u", secret = "s", project = "none" }),
            (HttpMethod.Patch, "/twin/webhooks/none", new { status = "revoked" }),
            (HttpMethod.Post, "/twin/webhooks/none/silence", null),
            (HttpMethod.Post, "/twin/faults/deliveries", new { kind = "duplicate", webhook = "none" }),
            (HttpMethod.Post, "/twin/notifications/7/again", null),
            (HttpMethod.Post, "/twin/burst", new { count = 1, project = "none" }),
        })
        {
            using var response = await twin.SendAsync(method, path, body);
            Assert.True(response.StatusCode is HttpStatusCode.NotFound, path);
            Assert.Contains("There is no", (string?)(await Twin.ReadAsync(response))["detail"], StringComparison.Ordinal);
        }
    }

    private static async Task<Received> OneAsync(string kind)
    {
        await using var twin = await Twin.StartAsync();
        await twin.WebhookAsync();
        await twin.PostAsync("/twin/faults/deliveries", new { kind, count = 1 });
        await twin.LabelAsync();
        return Assert.Single(await twin.ArrivedAsync());
    }

    private static async Task<string[]> AcknowledgedAsync(Twin twin) =>
        (await twin.Client.GetStringAsync("/twin/acknowledged", TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsSigned(Received delivery) => string.Equals(Signature(delivery), DeliveriesTests.Sha1(delivery.Body), StringComparison.Ordinal);

    private static string Signature(Received delivery) => delivery.Headers["X-Hub-Signature"];
}
