using WebhookRelay.Coordination;
using WebhookRelay.Subscriptions;
using static WebhookRelay.Tests.Subscriptions.Planning;

namespace WebhookRelay.Tests.Subscriptions;

/// <summary>Replicas get a new secret one at a time. The old webhook stays active until the last one has it.</summary>
public sealed class ReplicaSyncTests
{
    [Fact]
    public void Replicas_disagree_while_one_has_another_first_secret()
    {
        Assert.Empty(Disagreed(First("a", Now, "new"), First("b", Now, "new")));
        Assert.Equal(["training"], Disagreed(First("a", Now, "new"), First("b", Now, "old")));
    }

    [Fact]
    public void Vanished_replica_does_not_disagree() =>
        Assert.Empty(Disagreed(First("a", Now, "new"), First("b", Now.AddMinutes(-20), "old")));

    [Fact]
    public void Old_webhook_stays_until_all_replicas_have_the_secret_or_an_operator_retires_it()
    {
        OwnWebhook[] own = [Own("w1") with { Mark = "old", Since = Now.AddDays(-3) }, Own("w2")];
        var wait = Assert.IsType<PlannedAction.Wait>(Assert.Single(Plan(V1, [Listed("w1"), Listed("w2")], own, seen: Seen("new", Now), heldBack: true)));
        Assert.Contains("every replica", wait.Why, StringComparison.Ordinal);
        Assert.IsType<PlannedAction.Deactivate>(Assert.Single(Plan(V1, [Listed("w1"), Listed("w2")], own, seen: Seen("new", Now))));
        Assert.IsType<PlannedAction.Deactivate>(Assert.Single(Plan(V1, [Listed("w1"), Listed("w2")], own, retire: "training", heldBack: true)));
    }

    private static IReadOnlySet<string> Disagreed(params SharedFact[] facts) => ReplicaSync.Disagreements(facts, [V1], Now.AddMinutes(-11));

    private static SharedFact First(string replica, DateTimeOffset at, string mark) => new($"first Training {replica}".ToLowerInvariant(), at, mark);
}
