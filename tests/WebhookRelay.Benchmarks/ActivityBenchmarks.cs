using BenchmarkDotNet.Attributes;
using WebhookRelay.Contracts;
using WebhookRelay.Ledger;

namespace WebhookRelay.Benchmarks;

/// <summary>What counting adds to a delivery: once accepted, once settled. Deliveries alternate between webhooks and topics.</summary>
public class ActivityBenchmarks
{
    private const int Deliveries = 1024;

    private readonly LedgerEntry[] _entries = new LedgerEntry[Deliveries];
    private readonly Settlement[] _settlements = new Settlement[Deliveries];
    private ActivityCounters? _counters;

    [Params(1, 3)]
    public int Kinds { get; set; }

    [GlobalSetup]
    public void Make()
    {
        string[] topics = ["LABEL_UPDATED", "LABEL_CREATED", "WORKFLOW_ACTION"];
        string[] webhooks = ["", "training", "warehouse"];
        var at = DateTimeOffset.UnixEpoch.AddDays(20_000);
        for (var i = 0; i < Deliveries; i++)
        {
            // Each request has its own strings.
            var (topic, webhook) = (new string(topics[i % Kinds].AsSpan()), new string(webhooks[i % Kinds].AsSpan()));
            _entries[i] = new LedgerEntry(i, at, "id", topic, webhook, "mark", [], ReadOnlyMemory<byte>.Empty, 0, ReadOnlyMemory<byte>.Empty, null);
            _settlements[i] = new Settlement(DeliveryState.Relayed, 1, "key", null) { At = at, Facts = EntryFacts.None with { Topic = LabelboxTopics.FromHeader(topic) } };
        }

        _counters = new ActivityCounters(null!, TimeProvider.System);
    }

    [Benchmark(OperationsPerInvoke = Deliveries)]
    public void Count()
    {
        for (var i = 0; i < Deliveries; i++)
        {
            _counters!.Accepted(_entries[i]);
            _counters.Settled(_settlements[i]);
        }
    }
}
