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
    public void What_is_as_it_should_be_needs_nothing() => Assert.Empty(Plan(V1, [Listed("w1")], Own("w1")));

    [Fact]
    public void Topics_are_the_same_in_any_order() =>
        Assert.Empty(Plan(V1, [Listed("w1") with { Topics = ["LABEL_UPDATED", "label_created"] }], Own("w1")));

    [Fact]
    public void Drift_is_told_and_mended_in_one_change()
    {
        var changed = Listed("w1") with { Url = "https://old.example/", Topics = ["LABEL_DELETED"], Status = WebhookStatus.Inactive, StatusText = "INACTIVE" };
        var change = Assert.IsType<PlannedAction.Change>(Assert.Single(Plan(V1, [changed], Own("w1"))));
        Assert.Equal((Url, WebhookStatus.Active), (change.Patch.Url, change.Patch.Status));
        Assert.Equal(V1.Topics, change.Patch.Topics);
        Assert.Contains("https://old.example/", change.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_path_at_another_host_is_not_ours() =>
        Assert.IsType<PlannedAction.Create>(Assert.Single(Plan(V1, [Listed("w1") with { Url = "https://production.example/webhook-endpoint/training" }])));

    [Fact]
    public void A_webhook_made_by_hand_at_our_address_is_recognised_and_no_second_is_made()
    {
        Assert.Empty(Plan(V1, [Listed("w1")]));
        Assert.Empty(Plan(V2, [Listed("w1")]));
    }

    [Fact]
    public void Through_a_tunnel_only_what_this_instance_created_is_touched()
    {
        // It stands in our record, since it was at our address, but was made by hand.
        var byHand = Own("w1") with { CreatedBy = null };
        var moved = Listed("w1") with { Url = "https://old.ngrok.app/webhook-endpoint/training" };
        Assert.IsType<PlannedAction.Create>(Assert.Single(Plan(V1, [moved], [byHand], tunnel: true)));

        var others = Own("w1") with { CreatedBy = "production" };
        Assert.IsType<PlannedAction.Create>(Assert.Single(Plan(V1, [moved], [others], tunnel: true)));

        // At our address with other topics: told, not done.
        Assert.IsType<PlannedAction.Manual>(Assert.Single(Plan(V1, [Listed("w1") with { Topics = ["LABEL_DELETED"] }], [byHand], tunnel: true)));
        Assert.IsType<PlannedAction.Change>(Assert.Single(Plan(V1, [moved], [Own("w1")], tunnel: true)));
    }

    [Fact]
    public void A_new_first_secret_makes_a_second_webhook_and_keeps_the_old_one()
    {
        var old = Own("w1") with { Mark = "old" };
        Assert.IsType<PlannedAction.Create>(Assert.Single(Plan(V1, [Listed("w1")], old)));
        Assert.Contains("Choose 'Set up webhook' for a second webhook; leave the old one as it is.", Assert.IsType<PlannedAction.Manual>(Assert.Single(Plan(V2, [Listed("w1")], old))).Instructions);
    }

    [Fact]
    public void The_old_webhook_ends_with_the_first_delivery_of_the_new_one_and_not_before()
    {
        Webhook[] listed = [Listed("w1"), Listed("w2")];
        OwnWebhook[] own = [Own("w1") with { Mark = "old", Since = Now.AddDays(-3) }, Own("w2")];
        Assert.Equal("w1", Assert.IsType<PlannedAction.Wait>(Assert.Single(Plan(V1, listed, own))).WebhookId);

        // A delivery with that secret from before it was made proves nothing.
        Assert.IsType<PlannedAction.Wait>(Assert.Single(Plan(V1, listed, own, seen: Seen("new", Now.AddDays(-2)))));
        Assert.Equal("w1", Assert.IsType<PlannedAction.Deactivate>(Assert.Single(Plan(V1, listed, own, seen: Seen("new", Now)))).WebhookId);
    }

    [Fact]
    public void An_operator_may_give_the_old_webhook_up_at_once()
    {
        OwnWebhook[] own = [Own("w1") with { Mark = "old" }, Own("w2")];
        Assert.Equal("w1", Assert.IsType<PlannedAction.Deactivate>(Assert.Single(Plan(V1, [Listed("w1"), Listed("w2")], own, retire: "TRAINING"))).WebhookId);
        // But not the only one.
        Assert.IsType<PlannedAction.Create>(Assert.Single(Plan(V1, [Listed("w1")], [own[0]], retire: "training")));
    }

    [Fact]
    public void The_secret_of_a_webhook_made_by_hand_is_learnt_from_its_deliveries()
    {
        var step = Assert.Single(Plan(V2, [Listed("w1")], [Own("w1") with { CreatedBy = null, Proven = false }], seen: Seen("old", Now)));
        Assert.Contains("second webhook", Assert.IsType<PlannedAction.Manual>(step).Instructions[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_webhook_of_ours_that_nobody_asks_for_is_deactivated_and_one_made_by_hand_is_left()
    {
        var gone = Own("w9") with { Subscription = "gone" };
        Assert.Equal("w9", Assert.IsType<PlannedAction.Deactivate>(Assert.Single(Plan(V1, [Listed("w1"), Listed("w9")], Own("w1"), gone))).WebhookId);
        Assert.Empty(Plan(V1, [Listed("w1"), Listed("w9")], Own("w1"), gone with { CreatedBy = null }));
        Assert.Empty(Plan(V1, [Listed("w1"), Listed("w9")], Own("w1"), gone with { CreatedBy = "another replica" }));
    }

    [Fact]
    public void A_subscription_that_moves_to_another_project_keeps_the_old_webhook_until_the_new_one_is_there()
    {
        var elsewhere = Own("w9") with { Project = "p2" };
        Assert.IsType<PlannedAction.Create>(Assert.Single(Plan(V1, [Listed("w9")], elsewhere)));
        Assert.Equal("w9", Assert.IsType<PlannedAction.Deactivate>(Assert.Single(Plan(V1, [Listed("w1"), Listed("w9")], Own("w1"), elsewhere))).WebhookId);
    }

    [Fact]
    public void A_creation_without_an_answer_is_looked_for_before_another_is_tried()
    {
        var intent = new Intent("training", "p1", Url, "new", "us", Now.AddSeconds(-5), []);
        Assert.IsType<PlannedAction.Wait>(Assert.Single(Plan(V1, [], [], intents: [intent])));
        Assert.IsType<PlannedAction.Create>(Assert.Single(Plan(V1, [], [], intents: [intent with { At = Now.AddMinutes(-1) }])));
        Assert.Empty(Plan(V1, [Listed("w1")], [], intents: [intent]));
    }

    [Fact]
    public void A_V1_webhook_where_V2_is_asked_for_is_replaced_once_the_V2_one_is_there()
    {
        Assert.IsType<PlannedAction.Manual>(Assert.Single(Plan(V2, [Listed("w1")], Own("w1"))));
        Assert.Equal("w1", Assert.IsType<PlannedAction.Deactivate>(Assert.Single(Plan(V2, [Listed("w1"), Listed("w2")], Own("w1"), Own("w2") with { CreatedBy = null }))).WebhookId);
    }
}
