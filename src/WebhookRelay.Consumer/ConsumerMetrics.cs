using System.Diagnostics.Metrics;
using WebhookRelay.Contracts;

namespace WebhookRelay.Consumer;

/// <summary>Meter <c>WebhookRelay.Consumer</c>. Tags are closed sets, never ids.</summary>
internal static class ConsumerMetrics
{
    private static readonly Meter Meter = new("WebhookRelay.Consumer");

    private static readonly Counter<long> Events =
        Meter.CreateCounter<long>("webhookrelay.consumer.events", "{event}", "Events that ended: handled, repeated, unhandled or failed");

    private static readonly Counter<long> Retries =
        Meter.CreateCounter<long>("webhookrelay.consumer.retries", "{call}", "Handlers called again after a failure");

    public static void Ended(LabelboxTopic topic, string outcome) => Events.Add(1, new("topic", topic.ToString()), new("outcome", outcome));

    public static void Retried(LabelboxTopic topic) => Retries.Add(1, new KeyValuePair<string, object?>("topic", topic.ToString()));
}
