using WebhookRelay.Labelbox.Api;
using WebhookRelay.Subscriptions;
using static WebhookRelay.Tests.Subscriptions.Planning;

namespace WebhookRelay.Tests.Subscriptions;

public sealed class PlannerTests
{
    [Fact]
    public void Nothing_registered_is_created_as_V1_and_asked_for_as_V2()
    {
        Assert.Equal(V1, Assert.IsType<PlannedAction.Create>(Assert.Single(Plan(V1, []))).Desired);

        var byHand = Assert.IsType<PlannedAction.Manual>(Assert.Single(Plan(V2, [])));
        Assert.Contains($"URL: {Url}", byHand.Instructions);
        Assert.Contains("Version: V2", byHand.Instructions);
        Assert.Contains("Topics: LABEL_CREATED, LABEL_UPDATED", byHand.Instructions);
        Assert.Contains(byHand.Instructions, line => line.Contains("Set up webhook", StringComparison.Ordinal));
    }

    [Fact]
    public void Matching_state_needs_no_action() => Assert.Empty(Plan(V1, [Listed("w1")], Own("w1")));

    [Fact]
    public void Topic_order_does_not_matter() =>
        Assert.Empty(Plan(V1, [Listed("w1") with { Topics = ["LABEL_UPDATED", "label_created"] }], Own("w1")));

    [Fact]
    public void Drift_is_reported_and_fixed_in_one_change()
    {
        var changed = Listed("w1") with { Url = "https://old.example/", Topics = ["LABEL_DELETED"], Status = WebhookStatus.Inactive, StatusText = "INACTIVE" };
        var change = Assert.IsType<PlannedAction.Change>(Assert.Single(Plan(V1, [changed], Own("w1"))));
        Assert.Equal((Url, WebhookStatus.Active), (change.Patch.Url, change.Patch.Status));
        Assert.Equal(V1.Topics, change.Patch.Topics);
        Assert.Contains("https://old.example/", change.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Same_path_at_another_host_is_foreign() =>
        Assert.IsType<PlannedAction.Create>(Assert.Single(Plan(V1, [Listed("w1") with { Url = "https://production.example/webhook-endpoint/training" }])));

    [Fact]
    public void Manual_webhook_at_our_address_is_recognised()
    {
        Assert.Empty(Plan(V1, [Listed("w1")]));
        Assert.Empty(Plan(V2, [Listed("w1")]));
    }

    [Fact]
    public void With_a_tunnel_only_own_webhooks_are_changed()
    {
        // It is in our record, because it was at our address, but it was created manually.
        var byHand = Own("w1") with { CreatedBy = null };
        var moved = Listed("w1") with { Url = "https://old.ngrok.app/webhook-endpoint/training" };
        Assert.IsType<PlannedAction.Create>(Assert.Single(Plan(V1, [moved], [byHand], tunnel: true)));

        var others = Own("w1") with { CreatedBy = "production" };
        Assert.IsType<PlannedAction.Create>(Assert.Single(Plan(V1, [moved], [others], tunnel: true)));

        // At our address with other topics: reported, but not changed.
        Assert.IsType<PlannedAction.Manual>(Assert.Single(Plan(V1, [Listed("w1") with { Topics = ["LABEL_DELETED"] }], [byHand], tunnel: true)));
        Assert.IsType<PlannedAction.Change>(Assert.Single(Plan(V1, [moved], [Own("w1")], tunnel: true)));
    }

    [Fact]
    public void New_first_secret_creates_a_second_webhook_and_keeps_the_old_one()
    {
        var old = Own("w1") with { Mark = "old" };
        Assert.IsType<PlannedAction.Create>(Assert.Single(Plan(V1, [Listed("w1")], old)));
        Assert.Contains("Choose 'Set up webhook' for a second webhook; leave the old one as it is.", Assert.IsType<PlannedAction.Manual>(Assert.Single(Plan(V2, [Listed("w1")], old))).Instructions);
    }

    [Fact]
    public void Old_webhook_ends_with_the_first_delivery_of_the_new_one()
    {
        Webhook[] listed = [Listed("w1"), Listed("w2")];
        OwnWebhook[] own = [Own("w1") with { Mark = "old", Since = Now.AddDays(-3) }, Own("w2")];
        Assert.Equal("w1", Assert.IsType<PlannedAction.Wait>(Assert.Single(Plan(V1, listed, own))).WebhookId);

        // A delivery with that secret from before its creation proves nothing.
        Assert.IsType<PlannedAction.Wait>(Assert.Single(Plan(V1, listed, own, seen: Seen("new", Now.AddDays(-2)))));
        Assert.Equal("w1", Assert.IsType<PlannedAction.Deactivate>(Assert.Single(Plan(V1, listed, own, seen: Seen("new", Now)))).WebhookId);
    }

    [Fact]
    public void Operator_can_retire_the_old_webhook_at_once()
    {
        OwnWebhook[] own = [Own("w1") with { Mark = "old" }, Own("w2")];
        Assert.Equal("w1", Assert.IsType<PlannedAction.Deactivate>(Assert.Single(Plan(V1, [Listed("w1"), Listed("w2")], own, retire: "TRAINING"))).WebhookId);
        // But not the only one.
        Assert.IsType<PlannedAction.Create>(Assert.Single(Plan(V1, [Listed("w1")], [own[0]], retire: "training")));
    }

    [Fact]
    public void Secret_of_a_manual_webhook_is_learned_from_its_deliveries()
    {
        var step = Assert.Single(Plan(V2, [Listed("w1")], [Own("w1") with { CreatedBy = null, Proven = false }], seen: Seen("old", Now)));
        Assert.Contains("second webhook", Assert.IsType<PlannedAction.Manual>(step).Instructions[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Unwanted_own_webhook_is_deactivated_and_a_manual_one_is_kept()
    {
        var gone = Own("w9") with { Subscription = "gone" };
        Assert.Equal("w9", Assert.IsType<PlannedAction.Deactivate>(Assert.Single(Plan(V1, [Listed("w1"), Listed("w9")], Own("w1"), gone))).WebhookId);
        Assert.Empty(Plan(V1, [Listed("w1"), Listed("w9")], Own("w1"), gone with { CreatedBy = null }));
        Assert.Empty(Plan(V1, [Listed("w1"), Listed("w9")], Own("w1"), gone with { CreatedBy = "another replica" }));
    }

    [Fact]
    public void Moved_subscription_keeps_the_old_webhook_until_the_new_one_exists()
    {
        var elsewhere = Own("w9") with { Project = "p2" };
        Assert.IsType<PlannedAction.Create>(Assert.Single(Plan(V1, [Listed("w9")], elsewhere)));
        Assert.Equal("w9", Assert.IsType<PlannedAction.Deactivate>(Assert.Single(Plan(V1, [Listed("w1"), Listed("w9")], Own("w1"), elsewhere))).WebhookId);
    }

    [Fact]
    public void Unanswered_creation_is_looked_up_before_a_retry()
    {
        var intent = new Intent("training", "p1", Url, "new", "us", Now.AddSeconds(-5), []);
        Assert.IsType<PlannedAction.Wait>(Assert.Single(Plan(V1, [], [], intents: [intent])));
        Assert.IsType<PlannedAction.Create>(Assert.Single(Plan(V1, [], [], intents: [intent with { At = Now.AddMinutes(-1) }])));
        Assert.Empty(Plan(V1, [Listed("w1")], [], intents: [intent]));
    }

    [Fact]
    public void V1_webhook_is_replaced_once_the_V2_one_exists()
    {
        Assert.IsType<PlannedAction.Manual>(Assert.Single(Plan(V2, [Listed("w1")], Own("w1"))));
        Assert.Equal("w1", Assert.IsType<PlannedAction.Deactivate>(Assert.Single(Plan(V2, [Listed("w1"), Listed("w2")], Own("w1"), Own("w2") with { CreatedBy = null }))).WebhookId);
    }
}
