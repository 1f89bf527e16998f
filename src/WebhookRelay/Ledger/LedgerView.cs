namespace WebhookRelay.Ledger;

/// <summary>The ledger's records as they stood at one moment, whatever is written meanwhile.</summary>
internal abstract class LedgerView : IDisposable
{
    public abstract byte[]? Get(ColumnFamily family, byte[] key);

    /// <summary>Walks the records whose keys are a prefix and then a number, in the order of the number. It ends with the view.</summary>
    /// <param name="family">Where they are.</param>
    /// <param name="prefix">The prefix; empty where the key is the number.</param>
    /// <param name="newestFirst">Downwards.</param>
    /// <param name="lowest">Numbers below it are not looked for.</param>
    public abstract RecordCursor OpenCursor(ColumnFamily family, byte[] prefix, bool newestFirst, long lowest = 0);

    public LedgerEntry? Find(long sequence) => Get(ColumnFamily.Entries, EntryCodec.Key(sequence)) is { } record ? EntryCodec.Decode(record).Entry : null;

    public Settlement? ReadSettlement(long sequence) =>
        Get(ColumnFamily.Settlements, EntryCodec.Key(sequence)) is { } record ? SettlementCodec.DecodeSettlement(record) : null;

    public abstract void Dispose();
}

/// <summary>Walks the records of one prefix by the number that follows it in their keys, upwards or, newest first, downwards.</summary>
internal abstract class RecordCursor : IDisposable
{
    /// <summary>The number of the record it stands at; null past the last.</summary>
    public long? Current { get; protected set; }

    public abstract byte[] Key { get; }

    public abstract byte[] Value { get; }

    /// <summary>To the first record in its direction.</summary>
    public abstract void SeekToFirst();

    /// <summary>To the first record at or beyond a number, in its direction.</summary>
    public abstract void SeekTo(long number);

    public abstract void MoveNext();

    public abstract void Dispose();
}
