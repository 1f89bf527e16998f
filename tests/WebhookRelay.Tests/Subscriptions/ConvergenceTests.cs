using System.Text;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Labelbox;
using WebhookRelay.Labelbox.Api;
using WebhookRelay.LabelboxTwin;
using WebhookRelay.LabelboxTwin.Deliveries;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.Ledger;
using WebhookRelay.Subscriptions;
using WebhookRelay.Tests.Support;
using TwinStatus = WebhookRelay.LabelboxTwin.Deliveries.WebhookStatus;
using TwinVersion = WebhookRelay.LabelboxTwin.Deliveries.WebhookVersion;
using TwinWebhook = WebhookRelay.LabelboxTwin.Deliveries.Webhook;
using WebhookVersion = WebhookRelay.Subscriptions.WebhookVersion;

namespace WebhookRelay.Tests.Subscriptions;

/// <summary>From any state and through any faults, the result is the desired set, and foreign webhooks are unchanged.</summary>
public sealed class ConvergenceTests
{
    /// <summary>Run more cases with <c>CsCheck_Iter=20000</c>.</summary>
    private static readonly long Samples = Environment.GetEnvironmentVariable("CsCheck_Iter") is null ? 400 : Check.Iter;

    [Fact]
    public void Reconciliation_converges_and_leaves_foreign_webhooks_alone() => Gen
        .Select(Gen.Int[0, 9_999].Array[120], Gen.Int[0, 1].Array[0, 200], Gen.Int[0, 20].Array[0, 60])
        .Sample((choices, order, faults) =>
        {
            using var world = new World(choices);
            Run(order, async () =>
            {
                await world.LiveAsync(faults);
                await world.ConvergeAsync();
            });
            world.Check();
        }, iter: Samples);

    [Fact]
    public void Lost_response_to_each_creation_creates_one_webhook()
    {
        using var world = new World([0, 1, 1, 1]);
        world.Labelbox.Expect(Enumerable.Repeat(new[] { CallFault.None, CallFault.LostAnswer }, 20).SelectMany(each => each));
        Run([], async () =>
        {
            await world.PassAsync();
            await world.ConvergeAsync();
        });
        world.Check();
        Assert.Equal(world.Goal.Webhooks.Count, world.Labelbox.Created.Count);
    }

    private static void Run(IEnumerable<int> order, Func<Task> body)
    {
        var choices = new Queue<int>(order);
        new Interleaving(below => below > 1 && choices.TryDequeue(out var choice) ? choice % below : 0).Run(body);
    }

    /// <summary>Two replicas, the twin's webhooks, and users who change them. Decisions come from a list, so that a failure can be minimised.</summary>
    private sealed class World : IDisposable
    {
        private static readonly string[] Names = ["one", "two", "three"];
        private static readonly string?[] Projects = ["p1", "p2", null];
        private static readonly string[] Urls = ["https://relay.example", "https://moved.example"];
        private static readonly string[] Secrets = ["first secret", "second secret"];
        private static readonly string[][] TopicSets = [["LABEL_CREATED"], ["LABEL_UPDATED", "LABEL_DELETED"], ["LABEL_CREATED", "WORKFLOW_ACTION"]];

        private readonly Queue<int> _choices;
        private readonly FakeTimeProvider _time = new();
        private readonly WebhookRegistry _registry;
        private readonly SharedLocks _locks = new();
        private readonly DeliveryObservations _sightings;
        private readonly List<(Reconciler Reconciler, string Instance)> _replicas = [];
        private readonly List<string> _folders = [];
        private readonly Dictionary<string, TwinWebhook> _foreign = [];
        private readonly HashSet<string> _madeTheirs = [];
        private readonly HashSet<string> _retire = new(StringComparer.OrdinalIgnoreCase);

        public World(IEnumerable<int> choices)
        {
            _choices = new Queue<int>(choices);
            var options = Options.Create(new TwinOptions());
            _registry = new WebhookRegistry(new WorldClock(_time, options), options);
            Labelbox = new FlakyLabelbox(_registry);
            _sightings = new DeliveryObservations(_time);
            foreach (var instance in (string[])["replica-a", "replica-b"])
            {
                var folder = Directory.CreateTempSubdirectory("webhookrelay-").FullName;
                _folders.Add(folder);
                var turns = _locks.ForReplica();
                var keeper = new SubscriptionRecordStore(turns, new FixedOptions<LedgerOptions>(new LedgerOptions { Path = folder }), NullLogger<SubscriptionRecordStore>.Instance);
                _replicas.Add((new Reconciler(Labelbox, turns, keeper, _sightings, _time), instance));
            }

            foreach (var url in (string[])["https://other.example/webhook-endpoint/one", "https://relay.example/webhook-endpoint", "https://relay.example/webhook-endpoint/one/"])
            {
                Keep(_registry.Add(Projects[Choose(3)], url, "a stranger's", [.. TopicSets[Choose(3)]], Status(), TwinVersion.V2, envelope: null));
            }

            // At our address, but for a project without a subscription.
            Keep(_registry.Add("p9", "https://relay.example/webhook-endpoint/one", "a stranger's", ["LABEL_CREATED"], TwinStatus.Active, TwinVersion.V1, envelope: null));
            Goal = MakeGoal();
        }

        public FlakyLabelbox Labelbox { get; }

        public DesiredState Goal { get; private set; }

        public async Task LiveAsync(int[] faults)
        {
            Labelbox.Expect(faults.Select(fault => Enum.IsDefined((CallFault)fault) ? (CallFault)fault : CallFault.None));
            for (var turn = Choose(6); turn >= 0; turn--)
            {
                switch (Choose(6))
                {
                    case 0:
                        Goal = MakeGoal();
                        break;
                    case 1 or 2:
                        ChangeByHand();
                        break;
                    case 3:
                        MakeByHand();
                        break;
                    case 4:
                        Deliver();
                        break;
                }

                await PassAsync();
                _time.Advance(TimeSpan.FromSeconds(Choose(40)));
            }
        }

        public async Task PassAsync()
        {
            _locks.LeaseEnds = Choose(3) is 1;
            await Task.WhenAll(_replicas.Select(replica => RunAsync(replica.Reconciler, replica.Instance)));
        }

        public async Task ConvergeAsync()
        {
            Labelbox.Mend();
            _locks.LeaseEnds = false;
            for (var round = 0; round < 100; round++)
            {
                _time.Advance(TimeSpan.FromSeconds(20));
                foreach (var (reconciler, instance) in _replicas)
                {
                    var pass = await RunAsync(reconciler, instance);
                    Assert.Null(pass!.Fault);
                    DoByHand(pass.Actions);
                    Deliver();
                }

                if (round is 70)
                {
                    // If nothing else shows which of two manual webhooks has which secret, the operator decides.
                    _retire.UnionWith(Goal.Webhooks.Where(desired => desired.Version is WebhookVersion.V2).Select(desired => desired.Name));
                }
            }

            var before = _registry.All;
            foreach (var (reconciler, instance) in _replicas)
            {
                Assert.DoesNotContain((await RunAsync(reconciler, instance))!.Actions, step => step.IsAutomatic);
            }

            Assert.True(before.SequenceEqual(_registry.All), "It does not converge.");
        }

        public void Check()
        {
            foreach (var desired in Goal.Webhooks)
            {
                var live = _registry.All.Where(webhook => webhook.Status is TwinStatus.Active && IsAt(webhook, desired)).ToList();
                var one = Assert.Single(live);
                Assert.Equal(desired.Mark, MarkOf(one.Secret));
                // A manually created webhook may deliver V1 instead of V2: that is reported, and left to its creator.
                Assert.True(desired.Version is WebhookVersion.V1 || one.Version is TwinVersion.V2 || _madeTheirs.Contains(one.Id), $"{desired.Name} delivers V1.");
                Assert.True(WebhookTopics.Same(desired.Topics, one.Topics), $"{desired.Name} has other topics.");
            }

            Assert.All(
                _registry.All.Where(webhook => Labelbox.Created.Contains(webhook.Id) && webhook.Status is TwinStatus.Active && !_foreign.ContainsKey(webhook.Id) && !_madeTheirs.Contains(webhook.Id)),
                webhook => Assert.Contains(Goal.Webhooks, desired => IsAt(webhook, desired)));
            Assert.All(_foreign.Values, webhook => Assert.Same(webhook, _registry.Find(webhook.Id)));
            Assert.Empty(Labelbox.Touched.Intersect(_foreign.Keys));
        }

        public void Dispose() => _folders.ForEach(folder => Directory.Delete(folder, recursive: true));

        private async Task<ReconcileResult?> RunAsync(Reconciler reconciler, string instance)
        {
            try
            {
                return await reconciler.RunAsync(
                    Goal, instance, desired => Secrets.First(secret => string.Equals(MarkOf(secret), desired.Mark, StringComparison.Ordinal)), TimeSpan.FromMinutes(1), apply: true, _retire, CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                // It crashed.
                return null;
            }
        }

        private DesiredState MakeGoal()
        {
            var url = Urls[Choose(2)];
            var secret = Secrets[Choose(2)];
            var desired = Names.Where(_ => Choose(4) is not 0).Select(name => new DesiredWebhook(
                name, Projects[Choose(3)], TopicSets[Choose(3)], Choose(3) is 2 ? WebhookVersion.V2 : WebhookVersion.V1, PublicUrl.Of(url, name), MarkOf(secret)));
            return new DesiredState(SubscriptionMode.Apply, url, IsTunnel: false, [.. desired], IsKnown: true);
        }

        /// <summary>
        /// A user changes one of our webhooks, or switches it off or on. A webhook that is not recorded yet cannot be recognised by
        /// its id: if it is redirected, it belongs to the user from then on, and if it differs from the request, it counts as
        /// created manually. A user's webhook never matches a request of the same minute exactly.
        /// </summary>
        private void ChangeByHand()
        {
            var ours = _registry.All.Where(webhook => !_foreign.ContainsKey(webhook.Id)).ToList();
            if (ours.Count is 0)
            {
                return;
            }

            var (isLedElsewhere, topics, status, which) = (Choose(2) is not 0, TopicSets[Choose(3)], Status(), ours[Choose(ours.Count)]);
            var (isKnown, isCreated) = (Record.Find(which.Id) is not null, Labelbox.Created.Contains(which.Id));
            var changed = _registry.Update(which.Id, webhook => webhook with
            {
                Url = isLedElsewhere ? "https://elsewhere.example/" : webhook.Url,
                Topics = isKnown || isCreated ? topics : webhook.Topics,
                Status = status,
            })!;
            if (!isKnown && isLedElsewhere)
            {
                Keep(changed);
            }
            else if (!isKnown && isCreated)
            {
                _madeTheirs.Add(which.Id);
            }
        }

        /// <summary>A user follows the plan's instructions.</summary>
        private void DoByHand(IReadOnlyList<PlannedAction> steps)
        {
            foreach (var step in steps.OfType<PlannedAction.Manual>().Where(step => step.WebhookId is null))
            {
                var desired = Goal.Webhooks.First(each => string.Equals(each.Name, step.Subscription, StringComparison.Ordinal));
                _registry.Add(desired.Project, desired.Url, Secrets.First(secret => string.Equals(MarkOf(secret), desired.Mark, StringComparison.Ordinal)), [.. desired.Topics], TwinStatus.Active, TwinVersion.V2, envelope: null);
            }
        }

        private SubscriptionRecord Record => _locks.Note is { } note ? SubscriptionRecord.FromJson(note)! : SubscriptionRecord.Empty;

        /// <summary>A user creates a webhook at our address, which is then ours.</summary>
        private void MakeByHand()
        {
            if (Goal.Webhooks.Count > 0)
            {
                var desired = Goal.Webhooks[Choose(Goal.Webhooks.Count)];
                _registry.Add(desired.Project, desired.Url, Secrets[Choose(2)], ["LABEL_UPDATED"], TwinStatus.Active, TwinVersion.V2, envelope: null);
            }
        }

        private void Deliver()
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            foreach (var webhook in _registry.All.Where(webhook => webhook.Status is TwinStatus.Active))
            {
                if (Goal.Webhooks.FirstOrDefault(desired => IsAt(webhook, desired)) is { } desired)
                {
                    _sightings.Verified(desired.Name, MarkOf(webhook.Secret));
                    _sightings.Read(desired.Name, MarkOf(webhook.Secret), webhook.Version.ToString().ToLowerInvariant(), _time.GetUtcNow());
                }
            }
        }

        private void Keep(TwinWebhook webhook) => _foreign[webhook.Id] = webhook;

        private TwinStatus Status() => Choose(4) switch { 0 => TwinStatus.Inactive, 1 => TwinStatus.Revoked, _ => TwinStatus.Active };

        private int Choose(int below) => _choices.TryDequeue(out var choice) ? choice % below : 0;

        private static bool IsAt(TwinWebhook webhook, DesiredWebhook desired) => string.Equals(webhook.Url, desired.Url, StringComparison.Ordinal) && string.Equals(webhook.ProjectId, desired.Project, StringComparison.Ordinal);

        private static string MarkOf(string secret) => SecretMark.Of(Encoding.UTF8.GetBytes(secret));
    }
}
