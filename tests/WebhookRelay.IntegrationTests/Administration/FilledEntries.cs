using System.Globalization;
using System.Text;
using WebhookRelay.Contracts;
using WebhookRelay.Ledger;

namespace WebhookRelay.IntegrationTests.Administration;

/// <summary>The content of the filled ledger, computed from a delivery's number, so that tests can calculate the expected results.</summary>
internal static class FilledEntries
{
    public const int Projects = 20;
    public const int Rows = 5000;

    public static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(100);

    public static string Id(int i) => string.Create(CultureInfo.InvariantCulture, $"filled-{i:D6}");

    public static string Project(int i) => string.Create(CultureInfo.InvariantCulture, $"project-{i % Projects:D2}");

    public static string Row(int i) => string.Create(CultureInfo.InvariantCulture, $"row-{i % Rows:D4}");

    public static string Label(int i) => string.Create(CultureInfo.InvariantCulture, $"label-{i:D6}");

    public static string Topic(int i) => State(i) is DeliveryState.Unrouted ? "REVIEW_CREATED" : i % 4 is 0 ? "LABEL_CREATED" : "LABEL_UPDATED";

    /// <summary>Per thousand: one unrouted, two quarantined, five duplicates.</summary>
    public static DeliveryState State(int i) => (i % 1000) switch
    {
        0 => DeliveryState.Unrouted,
        1 or 501 => DeliveryState.Quarantined,
        100 or 300 or 500 or 700 or 900 => DeliveryState.Duplicate,
        _ => DeliveryState.Relayed,
    };

    public static string? Error(int i) => State(i) switch
    {
        DeliveryState.Unrouted => "no queue is bound for its routing key",
        DeliveryState.Quarantined => string.Create(CultureInfo.InvariantCulture, $"not-json: line 1, byte {1 + (i % 7)}"),
        DeliveryState.Duplicate => "duplicate of another",
        _ => null,
    };

    public static byte[] Body(int i) => State(i) is DeliveryState.Quarantined
        ? Encoding.UTF8.GetBytes($"not json https://storage.example/{i}?token=hidden-token")
        : Encoding.UTF8.GetBytes($$$"""
            {"data_row":{"id":"{{{Row(i)}}}","row_data":"https://storage.example/{{{i}}}.jpg?X-Goog-Signature=hidden-signature"},
             "media_attributes":{"asset_type":"image"},
             "projects":{"{{{Project(i)}}}":{"labels":[{"id":"{{{Label(i)}}}","label_details":{"updated_at":"2026-01-01T00:00:00Z","created_by":"annotator@example.com"}}]}},
             "number":{{{i}}}}
            """);

    public static (VerifiedDelivery Delivery, Settlement? Settlement) Make(int i)
    {
        var topic = LabelboxTopics.FromHeader(Topic(i));
        KeyValuePair<string, string>[] headers = [new("Content-Type", "application/json"), new("User-Agent", "labelbox"), new("X-Request-Id", "https://proxy.example/?token=hidden-token")];
        var understood = State(i) is not DeliveryState.Quarantined;
        return (
            new VerifiedDelivery(Id(i), Topic(i), string.Empty, "01234567", headers, Body(i), TraceParent: null),
            new Settlement(State(i), 1, understood ? RoutingKey.For(Topic(i), Project(i)) : null, Error(i))
            {
                Facts = understood ? new EntryFacts(topic, Project(i), Row(i), Label(i)) : EntryFacts.None with { Topic = topic },
            });
    }
}
