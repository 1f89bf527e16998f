namespace WebhookRelay.Ledger;

/// <summary>Plans the entries of new deliveries: chains them, and finds the entries of known ones.</summary>
internal sealed class AppendBatch(LedgerStore store, SequenceClock sequences, TimeProvider time)
{
    public Plan PlanAll(IReadOnlyList<LedgerRequest.Append> appends, ChainHead head, TimeSegment segment)
    {
        var answers = new List<(LedgerRequest.Append, AppendResult)>(appends.Count);
        var newEntries = new List<NewEntry>(appends.Count);
        var inBatch = new Dictionary<string, LedgerEntry>(StringComparer.Ordinal);
        KnownDelivery? First(string id) => inBatch.TryGetValue(id, out var entry) ? new KnownDelivery(entry.Sequence, entry.BodyDigest) : store.Ids.First(id);
        foreach (var append in appends)
        {
            var delivery = append.Delivery;
            var first = First(delivery.Id);
            var key = DeliveryIdIndex.KeyOf(delivery.Id, append.BodyDigest, first);
            var known = string.Equals(key, delivery.Id, StringComparison.Ordinal) ? first : First(key);
            if (known is { Sequence: var sequence, BodyDigest: var body } && body.Span.SequenceEqual(append.BodyDigest))
            {
                var entry = newEntries.Find(each => each.Entry.Sequence == sequence)?.Entry ?? store.Find(sequence) ?? EntryOf(append, sequence, time.GetUtcNow());
                answers.Add((append, new AppendResult(entry, Duplicate: true)));
                continue;
            }

            var unlinked = EntryOf(append, Math.Max(sequences.Now, head.Sequence + 1), time.GetUtcNow());
            var before = segment;
            segment = TimeSegments.For(before, unlinked.Sequence, LedgerEntry.Microseconds(unlinked.AcceptedAt));
            var linked = unlinked with { Hash = EntryCodec.Link(head.Hash, unlinked) };
            newEntries.Add(new NewEntry(linked, delivery.Body, head.Bytes, FirstWithId: first is null, Begins: segment != before ? segment : null));
            answers.Add((append, new AppendResult(linked, Duplicate: false)));
            head = new ChainHead(linked.Sequence, linked.Hash.ToArray(), head.Bytes + linked.BodyLength);
            inBatch[key] = linked;
        }
        return new Plan(head, segment, answers, newEntries);
    }

    private static LedgerEntry EntryOf(LedgerRequest.Append append, long sequence, DateTimeOffset now)
    {
        var delivery = append.Delivery;
        return new LedgerEntry(
            sequence, LedgerEntry.TimeOf(LedgerEntry.Microseconds(now)), delivery.Id, delivery.Event, delivery.Webhook, delivery.SecretMark, delivery.Headers,
            append.BodyDigest, delivery.Body.Length, ReadOnlyMemory<byte>.Empty, delivery.TraceParent);
    }

    /// <param name="Head">The chain's head after the batch.</param>
    /// <param name="Segment">The time segment after the batch.</param>
    /// <param name="Answers">The answer to each request.</param>
    /// <param name="Entries">The entries to write.</param>
    internal sealed record Plan(ChainHead Head, TimeSegment Segment, IReadOnlyList<(LedgerRequest.Append Append, AppendResult Answer)> Answers, IReadOnlyList<NewEntry> Entries);

    internal sealed record NewEntry(LedgerEntry Entry, EntryBody Body, long BytesBefore, bool FirstWithId, TimeSegment? Begins);
}
