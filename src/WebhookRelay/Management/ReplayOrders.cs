using System.Globalization;
using WebhookRelay.Publishing;
using WebhookRelay.Replaying;
using WebhookRelay.Searching;

namespace WebhookRelay.Management;

/// <summary>Makes an order of what a client asks for, or says by name what cannot be understood.</summary>
internal sealed class ReplayOrders(Ledger.Ledger ledger, EntrySearch search, SubscriberReport subscribers)
{
    private const int UsualRate = 500;
    private const int MaxRate = 10_000;
    private const int MaxNamed = 1000;

    /// <exception cref="BrokerAwayException">Whether the queue is there cannot be asked now.</exception>
    public async Task<ReplayOrder> ReadAsync(ReplayRequest request, Faults faults, CancellationToken cancellationToken)
    {
        var given = (request.Ids is null ? 0 : 1) + (request.Sequences is null ? 0 : 1) + (request.Filter is null ? 0 : 1);
        if (given is not 1)
        {
            faults.Add("filter", "Exactly one of ids, sequences and filter must be given; an empty filter means everything.");
        }

        if (request.Rate is < 1 or > MaxRate)
        {
            faults.Add("rate", $"It must be between 1 and {MaxRate} events a second.");
        }

        var upTo = ledger.Store.Chain.Head().Sequence;
        if (request.UpTo is { } text)
        {
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            {
                upTo = Math.Min(upTo, sequence);
            }
            else
            {
                faults.Add("upTo", "It must be the 'upTo' of a dry run.");
            }
        }

        if (request.Subscriber is { } queue && (queue.Length is 0 || !await subscribers.ExistsAsync(queue, cancellationToken)))
        {
            faults.Add("subscriber", "There is no queue of this name.");
        }

        var filter = request.Filter?.Read(faults, "filter.");
        IEnumerable<long> named = [.. ById(request.Ids ?? [], faults), .. BySequence(request.Sequences ?? [], faults)];
        return new ReplayOrder(filter, [.. named.Distinct().Order()], request.Subscriber, request.Rate ?? UsualRate, upTo);
    }

    private List<long> ById(string[] ids, Faults faults)
    {
        var sequences = new List<long>();
        if (ids.Length > MaxNamed)
        {
            faults.Add("ids", $"At most {MaxNamed} can be named; use a filter.");
            return sequences;
        }

        for (var i = 0; i < ids.Length; i++)
        {
            var found = search.Find(new EntryFilter { Id = ids[i] }, new Order(NewestFirst: false), from: null, upTo: long.MaxValue, limit: 500).Entries;
            sequences.AddRange(found.Select(entry => entry.Entry.Sequence));
            if (found.Count is 0)
            {
                faults.Add($"ids[{i.ToString(CultureInfo.InvariantCulture)}]", "The ledger holds no such delivery.");
            }
        }

        return sequences;
    }

    private List<long> BySequence(string[] given, Faults faults)
    {
        var sequences = new List<long>();
        if (given.Length > MaxNamed)
        {
            faults.Add("sequences", $"At most {MaxNamed} can be named; use a filter.");
            return sequences;
        }

        for (var i = 0; i < given.Length; i++)
        {
            if (long.TryParse(given[i], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && ledger.Find(sequence) is not null)
            {
                sequences.Add(sequence);
            }
            else
            {
                faults.Add($"sequences[{i.ToString(CultureInfo.InvariantCulture)}]", "The ledger holds no such entry.");
            }
        }

        return sequences;
    }
}
