using RocksDbSharp;

namespace WebhookRelay.Ledger;

/// <summary>Walks the records of one prefix by the number that follows it in their keys, upwards or, newest first, downwards.</summary>
internal sealed class RecordWalk(Iterator records, byte[] prefix, bool newestFirst) : IDisposable
{
    /// <summary>The number of the record it stands at; null past the last.</summary>
    public long? Current { get; private set; }

    public byte[] Value => records.Value();

    /// <summary>To the first record in its direction.</summary>
    public void SeekToFirst() => SeekTo(newestFirst ? long.MaxValue : 0);

    /// <summary>To the first record at or beyond a number, in its direction.</summary>
    public void SeekTo(long number)
    {
        var key = LedgerIndex.Key(prefix, number);
        Look(newestFirst ? records.SeekForPrev(key) : records.Seek(key));
    }

    public void MoveNext() => Look(newestFirst ? records.Prev() : records.Next());

    public void Dispose() => records.Dispose();

    private void Look(Iterator at)
    {
        Current = at.Valid() && at.GetKeySpan() is var key && key.Length >= prefix.Length + sizeof(long) && key.StartsWith(prefix)
            ? EntryCodec.Sequence(key[prefix.Length..])
            : null;
    }
}
