namespace WebhookRelay.Ledger;

/// <summary>A consistent snapshot of the ledger's records.</summary>
internal abstract class LedgerView : IDisposable
{
    public abstract byte[]? Get(ColumnFamily family, byte[] key);

    /// <summary>Opens a cursor over the records whose keys are a prefix and a number, ordered by number. It is disposed with the view.</summary>
    /// <param name="family">The column family.</param>
    /// <param name="prefix">The prefix; empty if the key is just the number.</param>
    /// <param name="newestFirst">Whether to go downwards.</param>
    /// <param name="lowest">Lower numbers are skipped.</param>
    public abstract RecordCursor OpenCursor(ColumnFamily family, byte[] prefix, bool newestFirst, long lowest = 0);

    public LedgerEntry? Find(long sequence) => Get(ColumnFamily.Entries, EntryCodec.Key(sequence)) is { } record ? EntryCodec.Decode(record).Entry : null;

    public Settlement? ReadSettlement(long sequence) =>
        Get(ColumnFamily.Settlements, EntryCodec.Key(sequence)) is { } record ? SettlementCodec.DecodeSettlement(record) : null;

    public abstract void Dispose();
}

/// <summary>A cursor over the records of one prefix, ordered by the number in their keys, upwards or downwards.</summary>
internal abstract class RecordCursor : IDisposable
{
    /// <summary>The number of the current record; null past the last.</summary>
    public long? Current { get; protected set; }

    public abstract byte[] Key { get; }

    public abstract byte[] Value { get; }

    /// <summary>Moves to the first record in its direction.</summary>
    public abstract void SeekToFirst();

    /// <summary>Moves to the first record at or beyond a number, in its direction.</summary>
    public abstract void SeekTo(long number);

    public abstract void MoveNext();

    public abstract void Dispose();
}
