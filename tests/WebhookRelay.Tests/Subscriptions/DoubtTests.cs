using WebhookRelay.Labelbox.Api;
using WebhookRelay.Subscriptions;
using static WebhookRelay.Tests.Subscriptions.Planning;

namespace WebhookRelay.Tests.Subscriptions;

/// <summary>Of a webhook made by hand nobody knows which secret it was given: nothing is switched off because of a guess.</summary>
public sealed class DoubtTests
{
    [Fact]
    public void Of_two_made_by_hand_none_is_ended_before_their_deliveries_are_known_to_be_verified()
    {
        Webhook[] listed = [Listed("w1"), Listed("w2")];
        OwnWebhook[] own = [ByHand("w1", Now.AddHours(-2)), ByHand("w2", Now.AddHours(-1))];
        Assert.Equal("w1", Assert.IsType<PlannedAction.Wait>(Assert.Single(Plan(V1, listed, own))).WebhookId);

        // One of them may sign with a secret that is in no list.
        Assert.IsType<PlannedAction.Wait>(Assert.Single(Plan(V1, listed, own, seen: Seen("new", Now), refused: Now.AddMinutes(-30))));
        Assert.IsType<PlannedAction.Deactivate>(Assert.Single(Plan(V1, listed, own, seen: Seen("new", Now), refused: Now.AddHours(-3))));
    }

    [Fact]
    public void An_operator_may_end_the_older_of_two_made_by_hand()
    {
        OwnWebhook[] own = [ByHand("w1", Now.AddHours(-2)), ByHand("w2", Now.AddHours(-1))];
        Assert.Equal("w1", Assert.IsType<PlannedAction.Deactivate>(Assert.Single(Plan(V1, [Listed("w1"), Listed("w2")], own, retire: "training"))).WebhookId);
    }

    [Fact]
    public void A_V1_webhook_is_not_ended_because_a_V2_one_is_listed_but_because_V2_deliveries_are_verified()
    {
        Webhook[] listed = [Listed("w1"), Listed("w2")];
        OwnWebhook[] own = [Own("w1"), ByHand("w2", Now.AddMinutes(-30))];
        Assert.Equal("w1", Assert.IsType<PlannedAction.Wait>(Assert.Single(Plan(V2, listed, own, seen: Seen("new", Now)))).WebhookId);
        Assert.Equal("w1", Assert.IsType<PlannedAction.Deactivate>(Assert.Single(Plan(V2, listed, own, seen: Seen("new", Now, v2: Now)))).WebhookId);
        // A V2 delivery of an earlier webhook tells nothing of this one.
        Assert.IsType<PlannedAction.Wait>(Assert.Single(Plan(V2, listed, own, seen: Seen("new", Now, v2: Now.AddHours(-2)))));
    }

    [Fact]
    public void Webhooks_made_by_hand_that_turn_out_to_sign_with_another_secret_are_replaced()
    {
        Webhook[] listed = [Listed("w1"), Listed("w2")];
        OwnWebhook[] own = [ByHand("w1", Now.AddHours(-2)), ByHand("w2", Now.AddHours(-1))];
        Assert.Single(Plan(V1, listed, own, seen: Seen("old", Now)).OfType<PlannedAction.Create>());
        Assert.Single(Plan(V2, listed, own, seen: Seen("old", Now)).OfType<PlannedAction.Manual>(), step => step.Instructions.Contains("Version: V2"));

        // The new one has delivered: neither of the two is needed.
        OwnWebhook[] known = [.. Recognised(V1, listed, own, seen: Seen("old", Now)).Webhooks];
        Assert.Equal([(null, "new"), (null, "new")], known.Select(each => (each.Mark, each.Not)));
        Assert.Equal(["w1", "w2"], Plan(V1, [.. listed, Listed("w3")], [.. known, Own("w3") with { Since = Now.AddMinutes(-1) }], seen: Seen("new", Now)).Cast<PlannedAction.Deactivate>().Select(step => step.WebhookId));
        Assert.Equal(["w1", "w2"], Plan(V2, [.. listed, Listed("w3")], [.. known, ByHand("w3", Now.AddMinutes(-1))], seen: Seen("new", Now)).Cast<PlannedAction.Deactivate>().Select(step => step.WebhookId));
    }

    [Fact]
    public void A_last_delivery_of_one_that_was_just_switched_off_does_not_uphold_a_guess()
    {
        Webhook[] listed = [Listed("w0") with { Status = WebhookStatus.Revoked, StatusText = "REVOKED" }, Listed("w1"), Listed("w2")];
        OwnWebhook[] own = [ByHand("w0", Now.AddHours(-3)), ByHand("w1", Now.AddHours(-2)), ByHand("w2", Now.AddHours(-1))];
        var seen = new Dictionary<SignedBy, DeliveryObservation>([.. Seen("old", Now), .. Seen("new", Now.AddMinutes(-59))]);
        Assert.Single(Plan(V1, listed, own, seen: seen).OfType<PlannedAction.Create>());
    }

    [Fact]
    public void While_deliveries_with_two_secrets_come_neither_is_taken_for_that_of_the_only_webhook()
    {
        OwnWebhook[] own = [ByHand("w1", Now.AddHours(-2))];
        Assert.False(Known(Now.AddMinutes(-4)).Proven);
        Assert.Equal(("new", true), (Known(Now.AddMinutes(-6)).Mark, Known(Now.AddMinutes(-6)).Proven));

        OwnWebhook Known(DateTimeOffset old) => Recognised(V1, [Listed("w1")], own, seen: new([.. Seen("old", old), .. Seen("new", Now)])).Find("w1")!;
    }

    [Fact]
    public void One_that_was_switched_off_before_it_was_recorded_may_have_sent_a_delivery()
    {
        OwnWebhook[] own = [ByHand("w1", Now.AddHours(-2))];
        var off = Listed("w2") with { Status = WebhookStatus.Revoked, StatusText = "REVOKED", UpdatedAt = Now.AddMinutes(-10) };
        Assert.False(Recognised(V1, [Listed("w1"), off], own, seen: Seen("old", Now.AddMinutes(-6))).Find("w1")!.Proven);
        Assert.True(Recognised(V1, [Listed("w1"), off], own, seen: Seen("old", Now)).Find("w1")!.Proven);
    }

    [Fact]
    public void Where_two_made_by_hand_sign_with_two_secrets_one_that_is_created_takes_over_and_a_person_is_not_asked_for_a_third()
    {
        Webhook[] listed = [Listed("w1"), Listed("w2")];
        OwnWebhook[] own = [ByHand("w1", Now.AddHours(-2)), ByHand("w2", Now.AddHours(-1))];
        var both = new Dictionary<SignedBy, DeliveryObservation>([.. Seen("old", Now), .. Seen("new", Now)]);
        Assert.Single(Plan(V1, listed, own, seen: both).OfType<PlannedAction.Create>());
        Assert.Contains("retire-old", Assert.IsType<PlannedAction.Wait>(Assert.Single(Plan(V2, listed, own, seen: both))).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_webhook_just_made_by_hand_has_time_to_deliver()
    {
        OwnWebhook[] own = [Own("w1") with { Mark = "old" }, ByHand("w2", Now.AddMinutes(-1))];
        Assert.IsType<PlannedAction.Wait>(Assert.Single(Plan(V1, [Listed("w1"), Listed("w2")], own, seen: Seen("old", Now))));
    }

    [Fact]
    public void A_delivery_that_the_subscription_s_webhook_of_another_project_may_have_sent_proves_nothing()
    {
        OwnWebhook[] own = [ByHand("w1", Now.AddHours(-2)), Own("w2") with { Project = "p2" }];
        Assert.False(Recognised(V1, [Listed("w1"), Listed("w2")], own, seen: Seen("new", Now)).Find("w1")!.Proven);
        Assert.True(Recognised(V1, [Listed("w1")], [own[0]], seen: Seen("new", Now)).Find("w1")!.Proven);
    }

    [Fact]
    public void What_a_person_made_while_a_creation_had_no_answer_is_not_taken_to_sign_with_its_secret()
    {
        var intent = new Intent("training", "p1", V1.Url, "new", "us", Now.AddMinutes(-1), []);
        var found = Assert.Single(Recognised(V1, [Listed("w1")], [], intents: [intent]).Webhooks);
        Assert.Equal(("us", "new", false), (found.CreatedBy, found.Mark, found.Proven));

        // With other topics it is surely not the one that was asked for.
        found = Assert.Single(Recognised(V1, [Listed("w1") with { Topics = ["LABEL_DELETED"] }], [], intents: [intent with { Topics = V1.Topics }]).Webhooks);
        Assert.Null(found.CreatedBy);
    }

    private static OwnWebhook ByHand(string id, DateTimeOffset since) => Own(id) with { CreatedBy = null, Proven = false, Answered = false, Since = since };
}
