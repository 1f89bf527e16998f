using System.Globalization;
using Microsoft.Extensions.Options;
using WebhookRelay.Deduplication;
using WebhookRelay.Inspector.Entries;
using WebhookRelay.Inspector.Parts;
using WebhookRelay.Ledger;
using WebhookRelay.Management;
using WebhookRelay.Publishing;
using WebhookRelay.Receiving;
using WebhookRelay.Searching;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Inspecting;

/// <summary>Collects everything that the pages of an entry show.</summary>
internal sealed class EntryViewReader(
    DeliveryLedger ledger, EntrySearch search, DeliveryDetailReader details, SubscriberReport subscribers, WebhookSecrets secrets, IDeduplication deduplication,
    IOptionsMonitor<LedgerOptions> options)
{
    public async Task<EntryView?> ReadAsync(LedgerEntry entry, string tab, bool reveals, IQueryCollection query, CancellationToken cancellationToken)
    {
        if (await details.ReadAsync(entry.Sequence, reveals, cancellationToken) is not { } detail)
        {
            return null;
        }

        var settlement = ledger.ReadSettlement(entry.Sequence);
        var (at, skip) = (query["at"].ToString(), int.TryParse(query["skip"], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0);
        return new EntryView(
            detail.Delivery.Sequence,
            entry.Id,
            entry.Event,
            detail.Delivery.State,
            Steps(detail),
            Facts(entry, detail, settlement),
            [.. detail.Headers.Select(header => new FactView(header.Key, header.Value, IsCode: true))],
            new DocumentView(detail.Payload?.Bytes, detail.PayloadText, AbsentPayload(entry, detail), entry.BodyLength, detail.BodySha256, at, skip),
            new DocumentView(detail.Event?.Bytes, Text: null, AbsentEvent(detail), detail.Event?.Bytes.Length ?? 0, Digest: null, at, skip),
            [.. detail.Attempts.Select(attempt => new AttemptRow(attempt.At, attempt.Outcome, attempt.RoutingKey, attempt.Error, attempt.ReplayId, attempt.Queue))],
            await ReachesAsync(detail.Delivery.RoutingKey, cancellationToken),
            Neighbour(new SearchOrder(NewestFirst: false), entry.Sequence + 1),
            Neighbour(new SearchOrder(NewestFirst: true), entry.Sequence - 1),
            tab,
            reveals);
    }

    private static List<StateStep> Steps(DeliveryDetail detail)
    {
        var steps = new List<StateStep> { new("accepted", detail.Delivery.AcceptedAt, After: null) };
        foreach (var attempt in detail.Attempts)
        {
            steps.Add(new StateStep(attempt.Outcome, attempt.At, attempt.At - steps[^1].At, attempt.ReplayId is null ? attempt.RoutingKey : $"by replay {attempt.ReplayId}"));
        }

        return steps;
    }

    private List<FactView> Facts(LedgerEntry entry, DeliveryDetail detail, Settlement? settlement)
    {
        var summary = detail.Delivery;
        var facts = new List<FactView>
        {
            new("Sequence", summary.Sequence, IsCode: true),
            new("Accepted", $"{Shown.Moment(summary.AcceptedAt)} UTC"),
            new("Webhook", summary.Webhook ?? Ports.WebhookPath, summary.Webhook is null ? "the path without a name" : null),
            new("Secret", entry.SecretMark, Secret(entry), IsCode: true),
            new("Kept until", $"{Shown.Minute(summary.AcceptedAt + options.CurrentValue.RetainFor)} UTC", "or longer, while it is not settled"),
            new("Body SHA-256", detail.BodySha256, IsCode: true),
            new("Ledger hash", detail.LedgerHash, IsCode: true),
        };
        void Add(string name, string? value, string? note = null, string? link = null)
        {
            if (value is { Length: > 0 })
            {
                facts.Insert(facts.Count - 3, new FactView(name, value, note, link, IsCode: true));
            }
        }

        Add("Routing key", summary.RoutingKey);
        Add("Project", summary.ProjectId, link: Filtered("project", summary.ProjectId));
        Add("Data row", summary.DataRowId, link: Filtered("dataRow", summary.DataRowId));
        Add("Label", summary.LabelId, link: Filtered("label", summary.LabelId));
        Add("Trace", detail.TraceParent);
        Add("Error", summary.Error);
        var hasRedis = deduplication.State.Health is not DependencyHealth.NotConfigured;
        if (settlement is { State: DeliveryState.Relayed })
        {
            facts.Insert(facts.Count - 3, new FactView("Checked for duplicates", settlement.Local ? "in this ledger alone" : hasRedis ? "in Redis" : "in this ledger", settlement.Local ? "since Redis did not answer" : hasRedis ? null : "no Redis is configured"));
        }

        return facts;
    }

    private static string? Filtered(string name, string? id) => id is null ? null : $"{InspectorGuard.Root}/deliveries?{name}={Uri.EscapeDataString(id)}";

    private string Secret(LedgerEntry entry)
    {
        var marks = secrets.Marks(entry.Webhook).Marks;
        return marks.ToList().IndexOf(entry.SecretMark) switch
        {
            < 0 => "no longer configured",
            0 => marks.Count is 1 ? "the current secret" : $"the first of {marks.Count.ToString(CultureInfo.InvariantCulture)} secrets",
            var place => $"an older secret: {(place + 1).ToString(CultureInfo.InvariantCulture)} of {marks.Count.ToString(CultureInfo.InvariantCulture)}",
        };
    }

    private static string? AbsentPayload(LedgerEntry entry, DeliveryDetail detail) => detail switch
    {
        { Payload: not null } or { PayloadText: not null } => null,
        _ when entry.BodyLength > DeliveryDetailReader.MaxShownBytes => $"The payload has {Shown.Bytes(entry.BodyLength)}: download it to read it",
        _ when entry.BodyLength is 0 => "The body is empty",
        _ => "The body is neither JSON nor text: download it to read it",
    };

    private static string? AbsentEvent(DeliveryDetail detail) => detail.Event is not null ? null
        : detail.Delivery.State is "quarantined" ? "It is not an event: the payload is not understood"
        : "The event is too large to show here: download it to read it";

    private async Task<IReadOnlyList<ReachView>?> ReachesAsync(string? routingKey, CancellationToken cancellationToken)
    {
        try
        {
            return routingKey is null ? [] : [.. (await subscribers.ReadAsync(cancellationToken))
                .Where(queue => queue.Bindings.Any(pattern => TopicPattern.Matches(pattern, routingKey)))
                .Select(queue => new ReachView(queue.Queue, queue.Messages, queue.Consumers))];
        }
        catch (BrokerUnavailableException)
        {
            return null;
        }
    }

    private string? Neighbour(SearchOrder order, long from) =>
        search.Find(new EntryFilter(), order, from, upTo: long.MaxValue, limit: 1).Entries is [var found] ? DeliverySummary.Text(found.Entry.Sequence) : null;
}
