using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Labelbox.Api;
using WebhookRelay.Subscriptions;

namespace WebhookRelay.Tests.Subscriptions;

public sealed class ConditionTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2024, 6, 5, 12, 0, 0, TimeSpan.Zero));
    private readonly DeliveryObservations _sightings;

    public ConditionTests() => _sightings = new DeliveryObservations(_time);

    [Fact]
    public void Busy_webhook_that_falls_silent_is_not_delivering_until_its_next_delivery()
    {
        Deliver(60, TimeSpan.FromSeconds(30));
        Assert.Equal((ConditionStatus.True, "Delivering"), Delivering());

        _time.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(ConditionStatus.True, Delivering().Status);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal((ConditionStatus.False, "Silent"), Delivering());

        Deliver(1, TimeSpan.Zero);
        Assert.Equal(ConditionStatus.True, Delivering().Status);
    }

    [Fact]
    public void Slow_webhook_is_allowed_longer_silence()
    {
        Deliver(40, TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromHours(9));
        Assert.Equal(ConditionStatus.True, Delivering().Status);
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal((ConditionStatus.False, "Silent"), Delivering());
    }

    [Fact]
    public void Known_nightly_pause_is_no_silence()
    {
        Deliver(500, TimeSpan.FromMinutes(1));
        _time.Advance(TimeSpan.FromHours(14));
        Assert.Equal((ConditionStatus.False, "Silent"), Delivering());
        Deliver(500, TimeSpan.FromMinutes(1));
        _time.Advance(TimeSpan.FromHours(15));
        Assert.Equal(ConditionStatus.True, Delivering().Status);
    }

    [Fact]
    public void Too_few_deliveries_give_no_silence_verdict()
    {
        Assert.Equal((ConditionStatus.Unknown, "NothingYet"), Delivering());
        Deliver(3, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromDays(3));
        Assert.Equal((ConditionStatus.True, "FewYet"), Delivering());
    }

    [Fact]
    public void Unverified_delivery_is_reported_until_ten_minutes_of_verified_ones()
    {
        Deliver(5, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        _sightings.Refused("Labels");
        Assert.Equal((ConditionStatus.False, "NotVerified"), Delivering());

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((ConditionStatus.False, "NotVerified"), Delivering());
        Deliver(1, TimeSpan.Zero);
        _sightings.Refused("labels");
        Deliver(1, TimeSpan.FromMinutes(9));
        Assert.Equal((ConditionStatus.False, "NotVerified"), Delivering());
        Deliver(1, TimeSpan.FromMinutes(2));
        Assert.Equal(ConditionStatus.True, Delivering().Status);
    }

    [Fact]
    public void Learned_rhythm_survives_a_restart()
    {
        Deliver(60, TimeSpan.FromSeconds(30));
        _sightings.Read("labels", "mark", "v2", _time.GetUtcNow());
        var again = new DeliveryObservations(_time);
        again.Merge(System.Text.Json.JsonSerializer.Deserialize(
            System.Text.Json.JsonSerializer.Serialize(_sightings.History(), SubscriptionJson.Default.DeliveryHistory), SubscriptionJson.Default.DeliveryHistory)!);

        _time.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal("Silent", ConditionEvaluator.Delivering("labels", again, _time.GetUtcNow()).Reason);
        Assert.Equal("v2", again.All[new SignedBy("labels", "mark")].Version);
    }

    [Fact]
    public void Delivery_to_another_replica_is_no_silence()
    {
        Deliver(60, TimeSpan.FromSeconds(30));
        _time.Advance(TimeSpan.FromMinutes(16));
        _sightings.Merge(new SignedBy("labels", "mark"), new DeliveryObservation(_time.GetUtcNow(), Version: null));
        Assert.Equal((ConditionStatus.True, "Delivering"), Delivering());
    }

    [Fact]
    public void Relay_downtime_is_not_learned_as_a_pause()
    {
        Deliver(60, TimeSpan.FromSeconds(30));
        var again = new DeliveryObservations(_time);
        again.Merge(_sightings.History());
        _time.Advance(TimeSpan.FromDays(3));
        again.Verified("labels", "mark");
        _time.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal("Silent", ConditionEvaluator.Delivering("labels", again, _time.GetUtcNow()).Reason);
    }

    [Fact]
    public void API_created_webhook_does_not_satisfy_V2()
    {
        var desired = Planning.V2;
        var listed = Planning.Listed("w1");
        var situation = new ReconcileInput(
            [desired], [new ActualWebhook(listed, "p1")], new HashSet<string>(), new SubscriptionRecord([Planning.Own("w1")], []), new Dictionary<SignedBy, DeliveryObservation>(),
            new HashSet<string>(), "us", OnlyOwn: false, Planning.Now);
        var goal = new DesiredState(SubscriptionMode.Apply, "https://relay.example", IsTunnel: false, [desired], IsKnown: true);
        var pass = new ReconcileResult(goal, Planning.Now, HeldLock: true) { Input = situation, Actions = Planner.Plan(situation) };
        Assert.Equal((ConditionStatus.False, "CreateByHand"), Brief(ConditionEvaluator.Registered(desired, pass, _sightings)));
    }

    [Fact]
    public void Registration_is_unknown_without_address_or_list_unless_deliveries_arrive()
    {
        var desired = new DesiredWebhook("labels", "p1", ["LABEL_CREATED"], WebhookVersion.V2, "https://relay.example/webhook-endpoint/labels", "mark");
        var goal = new DesiredState(SubscriptionMode.Observe, "https://relay.example", IsTunnel: false, [desired], IsKnown: true);
        var pass = new ReconcileResult(goal, _time.GetUtcNow(), HeldLock: true) { Fault = new LabelboxInvalidKeyException("There is no key.") };
        Assert.Equal((ConditionStatus.Unknown, "NoPublicUrl"), Brief(ConditionEvaluator.Registered(null, pass, _sightings)));
        Assert.Equal((ConditionStatus.Unknown, "InvalidKey"), Brief(ConditionEvaluator.Registered(desired, pass, _sightings)));
        Assert.Equal((ConditionStatus.Unknown, "NotAskedYet"), Brief(ConditionEvaluator.Registered(desired, null, _sightings)));

        Deliver(1, TimeSpan.Zero);
        Assert.Equal((ConditionStatus.True, "Delivers"), Brief(ConditionEvaluator.Registered(desired, pass, _sightings)));
    }

    private (ConditionStatus Status, string Reason) Delivering() => Brief(ConditionEvaluator.Delivering("labels", _sightings, _time.GetUtcNow()));

    private static (ConditionStatus Status, string Reason) Brief(Condition condition) => (condition.Status, condition.Reason);

    private void Deliver(int count, TimeSpan apart)
    {
        for (var i = 0; i < count; i++)
        {
            _time.Advance(apart);
            _sightings.Verified("labels", "mark");
        }
    }
}
