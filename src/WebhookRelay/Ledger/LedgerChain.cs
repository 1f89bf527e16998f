namespace WebhookRelay.Ledger;

/// <summary>The ends of the hash chain: its newest link, and the link before the oldest entry.</summary>
internal sealed class LedgerChain(ILedgerDatabase database)
{
    private static readonly byte[] RemovedKey = "removed"u8.ToArray();

    /// <summary>The newest link and its position.</summary>
    public ChainHead Head()
    {
        if (database.Last(ColumnFamily.Entries) is not { } newest)
        {
            return LastRemoved();
        }

        var (entry, bytesBefore) = EntryCodec.Decode(newest);
        return new ChainHead(entry.Sequence, entry.Hash.ToArray(), bytesBefore + entry.BodyLength);
    }

    /// <summary>The last link that retention removed, which the oldest entry continues; sequence 0 if none was removed.</summary>
    public ChainHead LastRemoved() => database.Get(ColumnFamily.Meta, RemovedKey) is { } removed ? Decode(removed) : new ChainHead(0, EntryCodec.FirstLink, 0);

    /// <summary>The lowest sequence that retention has not removed.</summary>
    public static long LowestKept(LedgerView view) => view.Get(ColumnFamily.Meta, RemovedKey) is { } removed ? Decode(removed).Sequence + 1 : 1;

    /// <summary>The link before the entry of a sequence.</summary>
    public byte[] LinkBefore(long sequence) => database.Read(view =>
    {
        var entries = view.OpenCursor(ColumnFamily.Entries, [], newestFirst: true);
        entries.SeekTo(sequence - 1);
        return entries.Current is not null
            ? EntryCodec.Decode(entries.Value).Entry.Hash.ToArray()
            : view.Get(ColumnFamily.Meta, RemovedKey) is { } removed ? Decode(removed).Hash : EntryCodec.FirstLink;
    });

    /// <summary>The oldest entry that retention has kept; null if there is none.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public LedgerEntry? Oldest() => After(LastRemoved().Sequence, 1) is [var oldest] ? oldest : null;

    /// <summary>
    /// Looks for the entry of a hash among a number of entries, newest first. There is no index of hashes: it would cost
    /// every delivery a record, and the event that carries a hash carries its sequence as well.
    /// </summary>
    /// <param name="hash">The hash.</param>
    /// <param name="from">The newest sequence to look at.</param>
    /// <param name="limit">How many entries to look at.</param>
    /// <returns>The entry's sequence, or where to continue; neither if there is no such entry.</returns>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public (long? Found, long? Next) FindHash(ReadOnlyMemory<byte> hash, long from, int limit) => database.Read<(long?, long?)>(view =>
    {
        var entries = view.OpenCursor(ColumnFamily.Entries, [], newestFirst: true, LowestKept(view));
        for (entries.SeekTo(from); entries.Current is { } sequence; entries.MoveNext())
        {
            if (limit-- is 0)
            {
                return (null, sequence);
            }

            if (EntryCodec.HashOf(entries.Value).Span.SequenceEqual(hash.Span))
            {
                return (sequence, null);
            }
        }

        return (null, null);
    });

    /// <summary>The next entries after a sequence, in order; fewer than the limit only at the newest.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public IReadOnlyList<LedgerEntry> After(long sequence, int limit) =>
        [.. database.Scan(ColumnFamily.Entries, EntryCodec.Key(sequence + 1), limit).Select(record => EntryCodec.Decode(record.Value).Entry)];

    public static void PutRemoved(LedgerBatch batch, ChainHead last) =>
        batch.Put(ColumnFamily.Meta, RemovedKey, [.. EntryCodec.Key(last.Sequence), .. last.Hash, .. EntryCodec.Key(last.Bytes)]);

    private static ChainHead Decode(byte[] removed) =>
        new(EntryCodec.Sequence(removed), removed[sizeof(long)..^sizeof(long)], EntryCodec.Sequence(removed.AsSpan()[^sizeof(long)..]));
}

/// <param name="Sequence">The newest entry's sequence; 0 in an empty ledger.</param>
/// <param name="Hash">Its link.</param>
/// <param name="Bytes">The total body bytes of all entries up to it, including removed ones.</param>
internal sealed record ChainHead(long Sequence, byte[] Hash, long Bytes);
