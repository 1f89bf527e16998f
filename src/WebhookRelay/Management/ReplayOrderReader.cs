using System.Globalization;
using System.Text;
using WebhookRelay.Ledger;
using WebhookRelay.Publishing;
using WebhookRelay.Replaying;
using WebhookRelay.Searching;

namespace WebhookRelay.Management;

/// <summary>Validates a replay request and converts it to an order.</summary>
internal sealed class ReplayOrderReader(DeliveryLedger ledger, EntrySearch search, SubscriberReport subscribers, TimeProvider time)
{
    private const int MaxNamed = 1000;
    private const int LongestCaller = 64;

    /// <exception cref="BrokerUnavailableException">The broker cannot be queried for the queue now.</exception>
    public async Task<ReplayOrder> ReadAsync(ReplayRequest request, ValidationErrors errors, CancellationToken cancellationToken)
    {
        var given = (request.Ids is null ? 0 : 1) + (request.Sequences is null ? 0 : 1) + (request.Filter is null ? 0 : 1);
        if (given is not 1)
        {
            errors.Add("filter", "Exactly one of ids, sequences and filter must be given.");
        }
        else if (request.All && request.Filter?.IsEmpty() is not true)
        {
            errors.Add("all", "It requires an empty filter.");
        }
        else if (!request.All && request.Filter?.IsEmpty() is true)
        {
            errors.Add("filter", "An empty filter selects every delivery. Add \"all\": true to confirm that.");
        }

        if (request.Rate is < 1 or > ReplayOrder.MaxRate)
        {
            errors.Add("rate", $"It must be between 1 and {ReplayOrder.MaxRate} events a second.");
        }

        if (request.By is { } by && (string.IsNullOrWhiteSpace(by) || by.Length > LongestCaller || by.Any(char.IsControl)))
        {
            errors.Add("by", $"It must have between 1 and {LongestCaller} characters, none of them a control character.");
        }

        var upTo = ledger.Chain.Head().Sequence;
        if (request.UpTo is { } text)
        {
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            {
                upTo = Math.Min(upTo, sequence);
            }
            else
            {
                errors.Add("upTo", "It must be the 'upTo' of a dry run.");
            }
        }

        if (request.Subscriber is { } queue && !(IsQueueName(queue) && await subscribers.ExistsAsync(queue, cancellationToken)))
        {
            errors.Add("subscriber", "There is no queue of this name.");
        }

        var filter = request.Filter?.Read(errors, time.GetUtcNow(), "filter.");
        IEnumerable<long> named = [.. Named("ids", request.Ids, ById, errors), .. Named("sequences", request.Sequences, BySequence, errors)];
        return new ReplayOrder(filter, [.. named.Distinct().Order()], request.Subscriber, request.Rate ?? ReplayOrder.DefaultRate, upTo);
    }

    private static List<long> Named(string list, string[]? given, Func<string, IReadOnlyList<long>> find, ValidationErrors errors)
    {
        var sequences = new List<long>();
        if (given is { Length: 0 or > MaxNamed })
        {
            errors.Add(list, $"It must name between 1 and {MaxNamed}; use a filter for more.");
            return sequences;
        }

        foreach (var (index, name) in (given ?? []).Index())
        {
            var found = string.IsNullOrWhiteSpace(name) ? [] : find(name);
            sequences.AddRange(found);
            if (found.Count is 0)
            {
                errors.Add(string.Create(CultureInfo.InvariantCulture, $"{list}[{index}]"), "The ledger holds no such delivery.");
            }
        }

        return sequences;
    }

    /// <summary>AMQP's short strings have at most 255 bytes.</summary>
    private static bool IsQueueName(string name) => !string.IsNullOrWhiteSpace(name) && Encoding.UTF8.GetByteCount(name) <= byte.MaxValue;

    private List<long> ById(string id) =>
        [.. search.Find(new EntryFilter { Id = id }, new SearchOrder(NewestFirst: false), from: null, upTo: long.MaxValue, limit: 500).Entries.Select(found => found.Entry.Sequence)];

    private List<long> BySequence(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && ledger.Find(sequence) is not null ? [sequence] : [];
}
