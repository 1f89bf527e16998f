using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.LabelboxTwin;
using WebhookRelay.LabelboxTwin.Deliveries;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.Ledger;
using WebhookRelay.Subscriptions;
using WebhookRelay.Tests.Support;
using WebhookVersion = WebhookRelay.Subscriptions.WebhookVersion;

namespace WebhookRelay.Tests.Subscriptions;

public sealed class ReconcilerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("webhookrelay-").FullName;
    private readonly SharedLocks _locks = new();
    private readonly WebhookRegistry _registry;
    private readonly FlakyLabelbox _labelbox;

    public ReconcilerTests()
    {
        var options = Options.Create(new TwinOptions());
        _registry = new WebhookRegistry(new WorldClock(_time, options), options);
        _labelbox = new FlakyLabelbox(_registry);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Rejected_webhook_is_reported_without_blocking_others()
    {
        _labelbox.Expect([CallFault.None, CallFault.None, CallFault.NotAllowed]);
        var (one, two) = (Desired("one", "p1"), Desired("two", "p2"));
        var pass = await RunAsync(one, two);

        Assert.Equal("p2", Assert.Single(_registry.All).ProjectId);
        var sightings = new DeliveryObservations(_time);
        Assert.Equal((ConditionStatus.False, "NotAllowed"), Brief(ConditionEvaluator.Registered(one, pass, sightings)));
        Assert.Equal((ConditionStatus.True, "Registered"), Brief(ConditionEvaluator.Registered(two, pass, sightings)));

        // Allowed now.
        await RunAsync(one, two);
        Assert.Equal(2, _registry.All.Length);
    }

    private Task<ReconcileResult> RunAsync(params DesiredWebhook[] desired)
    {
        var turns = _locks.ForReplica();
        var keeper = new SubscriptionRecordStore(turns, new FixedOptions<LedgerOptions>(new LedgerOptions { Path = _folder }), NullLogger<SubscriptionRecordStore>.Instance);
        return new Reconciler(_labelbox, turns, keeper, new DeliveryObservations(_time), _time).RunAsync(
            new DesiredState(SubscriptionMode.Apply, "https://relay.example", IsTunnel: false, desired, IsKnown: true), "us", _ => "a secret", TimeSpan.FromMinutes(1), apply: true,
            new HashSet<string>(), TestContext.Current.CancellationToken);
    }

    private static DesiredWebhook Desired(string name, string project) =>
        new(name, project, ["LABEL_CREATED"], WebhookVersion.V1, PublicUrl.Of("https://relay.example", name), "mark");

    private static (ConditionStatus Status, string Reason) Brief(Condition condition) => (condition.Status, condition.Reason);
}
