using WebhookRelay.Labelbox.Api;
using WebhookRelay.Subscriptions;
using static WebhookRelay.Tests.Subscriptions.Planning;

namespace WebhookRelay.Tests.Subscriptions;

/// <summary>The secret of a manually created webhook is unknown, so no webhook is deactivated because of a guess.</summary>
public sealed class UnknownSecretTests
{
    [Fact]
    public void Neither_of_two_manual_webhooks_is_deactivated_before_verified_deliveries()
    {
        Webhook[] listed = [Listed("w1"), Listed("w2")];
        OwnWebhook[] own = [ByHand("w1", Now.AddHours(-2)), ByHand("w2", Now.AddHours(-1))];
        Assert.Equal("w1", Assert.IsType<PlannedAction.Wait>(Assert.Single(Plan(V1, listed, own))).WebhookId);

        // One of them may sign with an unlisted secret.
        Assert.IsType<PlannedAction.Wait>(Assert.Single(Plan(V1, listed, own, seen: Seen("new", Now), refused: Now.AddMinutes(-30))));
        Assert.IsType<PlannedAction.Deactivate>(Assert.Single(Plan(V1, listed, own, seen: Seen("new", Now), refused: Now.AddHours(-3))));
    }

    [Fact]
    public void Operator_can_deactivate_the_older_manual_webhook()
    {
        OwnWebhook[] own = [ByHand("w1", Now.AddHours(-2)), ByHand("w2", Now.AddHours(-1))];
        Assert.Equal("w1", Assert.IsType<PlannedAction.Deactivate>(Assert.Single(Plan(V1, [Listed("w1"), Listed("w2")], own, retire: "training"))).WebhookId);
    }

    [Fact]
    public void V1_webhook_ends_with_verified_V2_deliveries_and_not_with_a_listing()
    {
        Webhook[] listed = [Listed("w1"), Listed("w2")];
        OwnWebhook[] own = [Own("w1"), ByHand("w2", Now.AddMinutes(-30))];
        Assert.Equal("w1", Assert.IsType<PlannedAction.Wait>(Assert.Single(Plan(V2, listed, own, seen: Seen("new", Now)))).WebhookId);
        Assert.Equal("w1", Assert.IsType<PlannedAction.Deactivate>(Assert.Single(Plan(V2, listed, own, seen: Seen("new", Now, v2: Now)))).WebhookId);
        // A V2 delivery of an earlier webhook says nothing about this one.
        Assert.IsType<PlannedAction.Wait>(Assert.Single(Plan(V2, listed, own, seen: Seen("new", Now, v2: Now.AddHours(-2)))));
    }

    [Fact]
    public void Manual_webhook_with_another_secret_is_replaced()
    {
        Webhook[] listed = [Listed("w1"), Listed("w2")];
        OwnWebhook[] own = [ByHand("w1", Now.AddHours(-2)), ByHand("w2", Now.AddHours(-1))];
        Assert.Single(Plan(V1, listed, own, seen: Seen("old", Now)).OfType<PlannedAction.Create>());
        Assert.Single(Plan(V2, listed, own, seen: Seen("old", Now)).OfType<PlannedAction.Manual>(), step => step.Instructions.Contains("Version: V2"));

        // The new webhook has delivered, so neither of the two is needed.
        OwnWebhook[] known = [.. Recognised(V1, listed, own, seen: Seen("old", Now)).Webhooks];
        Assert.Equal([(null, "new"), (null, "new")], known.Select(each => (each.Mark, each.Not)));
        Assert.Equal(["w1", "w2"], Plan(V1, [.. listed, Listed("w3")], [.. known, Own("w3") with { Since = Now.AddMinutes(-1) }], seen: Seen("new", Now)).Cast<PlannedAction.Deactivate>().Select(step => step.WebhookId));
        Assert.Equal(["w1", "w2"], Plan(V2, [.. listed, Listed("w3")], [.. known, ByHand("w3", Now.AddMinutes(-1))], seen: Seen("new", Now)).Cast<PlannedAction.Deactivate>().Select(step => step.WebhookId));
    }

    [Fact]
    public void Last_delivery_of_a_deactivated_webhook_proves_nothing()
    {
        Webhook[] listed = [Listed("w0") with { Status = WebhookStatus.Revoked, StatusText = "REVOKED" }, Listed("w1"), Listed("w2")];
        OwnWebhook[] own = [ByHand("w0", Now.AddHours(-3)), ByHand("w1", Now.AddHours(-2)), ByHand("w2", Now.AddHours(-1))];
        var seen = new Dictionary<SignedBy, DeliveryObservation>([.. Seen("old", Now), .. Seen("new", Now.AddMinutes(-59))]);
        Assert.Single(Plan(V1, listed, own, seen: seen).OfType<PlannedAction.Create>());
    }

    [Fact]
    public void Two_secrets_in_use_identify_no_webhook()
    {
        OwnWebhook[] own = [ByHand("w1", Now.AddHours(-2))];
        Assert.False(Known(Now.AddMinutes(-4)).Proven);
        Assert.Equal(("new", true), (Known(Now.AddMinutes(-6)).Mark, Known(Now.AddMinutes(-6)).Proven));

        OwnWebhook Known(DateTimeOffset old) => Recognised(V1, [Listed("w1")], own, seen: new([.. Seen("old", old), .. Seen("new", Now)])).Find("w1")!;
    }

    [Fact]
    public void Webhook_deactivated_before_recording_may_have_sent_a_delivery()
    {
        OwnWebhook[] own = [ByHand("w1", Now.AddHours(-2))];
        var off = Listed("w2") with { Status = WebhookStatus.Revoked, StatusText = "REVOKED", UpdatedAt = Now.AddMinutes(-10) };
        Assert.False(Recognised(V1, [Listed("w1"), off], own, seen: Seen("old", Now.AddMinutes(-6))).Find("w1")!.Proven);
        Assert.True(Recognised(V1, [Listed("w1"), off], own, seen: Seen("old", Now)).Find("w1")!.Proven);
    }

    [Fact]
    public void Two_manual_webhooks_with_different_secrets_are_replaced_by_a_created_one()
    {
        Webhook[] listed = [Listed("w1"), Listed("w2")];
        OwnWebhook[] own = [ByHand("w1", Now.AddHours(-2)), ByHand("w2", Now.AddHours(-1))];
        var both = new Dictionary<SignedBy, DeliveryObservation>([.. Seen("old", Now), .. Seen("new", Now)]);
        Assert.Single(Plan(V1, listed, own, seen: both).OfType<PlannedAction.Create>());
        Assert.Contains("retire-old", Assert.IsType<PlannedAction.Wait>(Assert.Single(Plan(V2, listed, own, seen: both))).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void New_manual_webhook_has_time_to_deliver()
    {
        OwnWebhook[] own = [Own("w1") with { Mark = "old" }, ByHand("w2", Now.AddMinutes(-1))];
        Assert.IsType<PlannedAction.Wait>(Assert.Single(Plan(V1, [Listed("w1"), Listed("w2")], own, seen: Seen("old", Now))));
    }

    [Fact]
    public void Delivery_from_another_projects_webhook_proves_nothing()
    {
        OwnWebhook[] own = [ByHand("w1", Now.AddHours(-2)), Own("w2") with { Project = "p2" }];
        Assert.False(Recognised(V1, [Listed("w1"), Listed("w2")], own, seen: Seen("new", Now)).Find("w1")!.Proven);
        Assert.True(Recognised(V1, [Listed("w1")], [own[0]], seen: Seen("new", Now)).Find("w1")!.Proven);
    }

    [Fact]
    public void Manual_webhook_during_an_unanswered_creation_has_an_unknown_secret()
    {
        var intent = new Intent("training", "p1", V1.Url, "new", "us", Now.AddMinutes(-1), []);
        var found = Assert.Single(Recognised(V1, [Listed("w1")], [], intents: [intent]).Webhooks);
        Assert.Equal(("us", "new", false), (found.CreatedBy, found.Mark, found.Proven));

        // With other topics it cannot be the requested one.
        found = Assert.Single(Recognised(V1, [Listed("w1") with { Topics = ["LABEL_DELETED"] }], [], intents: [intent with { Topics = V1.Topics }]).Webhooks);
        Assert.Null(found.CreatedBy);
    }

    private static OwnWebhook ByHand(string id, DateTimeOffset since) => Own(id) with { CreatedBy = null, Proven = false, Answered = false, Since = since };
}
