using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Ledger;
using WebhookRelay.Receiving;
using WebhookRelay.Subscriptions;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Subscriptions;

public sealed class ConditionTrackerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2024, 6, 5, 12, 0, 0, TimeSpan.Zero));
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly DeliveryObservations _sightings;
    private readonly ConditionTracker _board;

    public ConditionTrackerTests()
    {
        var options = new SubscriptionsOptions();
        options.Webhooks["labels"] = new SubscriptionOptions { Project = "p1", Topics = ["LABEL_CREATED"] };
        _sightings = new DeliveryObservations(_time);
        _board = Board(options);
    }

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Gauge_is_one_for_true_zero_for_false_and_absent_for_unknown()
    {
        Assert.Empty(Measure());
        _sightings.Refused("labels");
        Assert.Equal(("labels", "Delivering", 0), Assert.Single(Measure()));
        _time.Advance(TimeSpan.FromMinutes(11));
        _sightings.Verified("labels", "mark");
        Assert.Equal(("labels", "Delivering", 1), Assert.Single(Measure()));
    }

    [Fact]
    public void Condition_keeps_its_start_time_across_a_restart()
    {
        _sightings.Refused("labels");
        var since = Delivering();
        Assert.Equal(_time.GetUtcNow(), since);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(since, Delivering());

        var options = new SubscriptionsOptions();
        options.Webhooks["labels"] = new SubscriptionOptions { Project = "p1" };
        var again = Board(options);
        again.Restore(_board.History());
        Assert.Equal(since, again.Evaluate().First(each => each.Condition.Type is ConditionType.Delivering).Since);

        _sightings.Verified("labels", "mark");
        _time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(_time.GetUtcNow(), Delivering());
    }

    private DateTimeOffset Delivering() => _board.Evaluate().First(each => each.Condition.Type is ConditionType.Delivering).Since;

    private ConditionTracker Board(SubscriptionsOptions options)
    {
        var receiving = new ReceivingOptions();
        var secrets = new WebhookSecrets(
            new FixedOptions<ReceivingOptions>(receiving),
            new DevelopmentSecret(new HostingEnvironment { EnvironmentName = "Production" }, Options.Create(receiving), Options.Create(new LedgerOptions()), NullLogger<DevelopmentSecret>.Instance),
            _time,
            NullLogger<WebhookSecrets>.Instance);
        var monitor = new FixedOptions<SubscriptionsOptions>(options);
        return new ConditionTracker(new DesiredStateReader(monitor, secrets, new PublicAddress(monitor)), _sightings, _services.GetRequiredService<IMeterFactory>(), _time, NullLogger<ConditionTracker>.Instance);
    }

    private List<(string?, string?, int)> Measure()
    {
        var measured = new List<(string?, string?, int)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name is "webhookrelay.subscription.condition" && instrument.Meter.Scope == _services.GetRequiredService<IMeterFactory>())
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) => measured.Add((Tag(tags, "webhook"), Tag(tags, "condition"), value)));
        listener.Start();
        listener.RecordObservableInstruments();
        return measured;
    }

    private static string? Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags)
        {
            if (string.Equals(tag.Key, name, StringComparison.Ordinal))
            {
                return (string?)tag.Value;
            }
        }

        return null;
    }
}
