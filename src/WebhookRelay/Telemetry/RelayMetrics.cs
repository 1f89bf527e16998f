using System.Diagnostics;
using System.Diagnostics.Metrics;
using WebhookRelay.Contracts;

namespace WebhookRelay.Telemetry;

/// <summary>The service's counters and histograms, one method per fact. Tags are closed sets, never ids.</summary>
internal sealed class RelayMetrics
{
    public const string MeterName = "WebhookRelay";

    /// <summary>The default buckets are up to thousands of seconds wide.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600],
    };

    private readonly Counter<long> _deliveries;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _claims;
    private readonly Counter<long> _claimedLocally;
    private readonly Counter<long> _expired;
    private readonly Counter<long> _replayed;
    private readonly Counter<long> _sent;
    private readonly Histogram<double> _acknowledge;
    private readonly Histogram<double> _lag;
    private readonly Histogram<double> _answer;

    public RelayMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _deliveries = meter.CreateCounter<long>("webhookrelay.deliveries", "{delivery}", "Settled deliveries, by topic and outcome.");
        _refusals = meter.CreateCounter<long>("webhookrelay.refusals", "{request}", "Refused requests on the public port, by reason.");
        _expired = meter.CreateCounter<long>("webhookrelay.expired", "{delivery}", "Deliveries that retention removed and no subscriber received.");
        _claims = meter.CreateCounter<long>("webhookrelay.claims", "{claim}", "Claims answered by Redis, by result.");
        _claimedLocally = meter.CreateCounter<long>("webhookrelay.claims.local", "{claim}", "Claims made without Redis, since it was not available.");
        _replayed = meter.CreateCounter<long>("webhookrelay.replayed", "{delivery}", "Deliveries published by replays, by outcome.");
        _sent = meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Events sent to the broker, by result.");
        _acknowledge = meter.CreateHistogram("webhookrelay.acknowledge.duration", "s", "From the request's headers to the answer of an accepted delivery.", advice: Seconds);
        _lag = meter.CreateHistogram("webhookrelay.relay.lag", "s", "From the acceptance of a delivery until it is relayed.", advice: Seconds);
        _answer = meter.CreateHistogram("messaging.client.operation.duration", "s", "From sending an event to the broker's answer.", advice: Seconds);
    }

    /// <summary>Starts every series at 0: an alert on an increase does not see a series that begins at 1.</summary>
    /// <param name="outcomes">The outcomes of deliveries.</param>
    /// <param name="reasons">The reasons of refusals.</param>
    public void Initialise(IReadOnlyCollection<string> outcomes, IReadOnlyCollection<string> reasons)
    {
        foreach (var topic in Enum.GetValues<LabelboxTopic>())
        {
            foreach (var outcome in outcomes)
            {
                _deliveries.Add(0, new("topic", TopicTag(topic)), new("outcome", outcome));
            }
        }

        foreach (var reason in reasons)
        {
            _refusals.Add(0, new KeyValuePair<string, object?>("reason", reason));
        }

        _expired.Add(0);
        _claimedLocally.Add(0);
    }

    public void Settled(LabelboxTopic topic, string outcome) =>
        _deliveries.Add(1, new("topic", TopicTag(topic)), new("outcome", outcome));

    public void Refused(string reason) => _refusals.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Expired(int deliveries) => _expired.Add(deliveries);

    public void Replayed(string outcome) => _replayed.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <param name="result">The result of the claim script.</param>
    public void Claimed(string result) => _claims.Add(1, new KeyValuePair<string, object?>("result", result));

    public void ClaimedLocally() => _claimedLocally.Add(1);

    public void Acknowledged(TimeSpan elapsed) => _acknowledge.Record(elapsed.TotalSeconds);

    public void Relayed(TimeSpan lag) => _lag.Record(Math.Max(0, lag.TotalSeconds));

    /// <param name="exchange">The exchange.</param>
    /// <param name="error">The error if it was not confirmed.</param>
    /// <param name="elapsed">How long the answer took.</param>
    public void Sent(string exchange, string? error, TimeSpan elapsed)
    {
        var tags = new TagList
        {
            { "messaging.system", "rabbitmq" },
            { "messaging.operation.name", "publish" },
            { "messaging.destination.name", exchange },
        };
        if (error is not null)
        {
            tags.Add("error.type", error);
        }

        _sent.Add(1, tags);
        _answer.Record(elapsed.TotalSeconds, tags);
    }

    private static string TopicTag(LabelboxTopic topic) => topic is LabelboxTopic.Other ? "other" : LabelboxTopics.Words(topic);
}
