using System.Text;
using WebhookRelay.Contracts;

namespace WebhookRelay.Ledger;

/// <summary>
/// Which delivery ids are known, and with which bodies. The first delivery with an id is found by the id, one with another
/// body by the id of its own that its event has then. A record outlives its entry, up to
/// the deduplication window.
/// </summary>
internal sealed class DeliveryIdIndex(ILedgerDatabase database)
{
    /// <summary>The first delivery with an id; null where none is known.</summary>
    public KnownDelivery? First(string id) => Find(Bytes(id));

    public static KnownDelivery? First(LedgerView view, string id) => view.Get(ColumnFamily.Ids, Bytes(id)) is { } record ? EntryCodec.DecodeKnown(record) : null;

    /// <summary>What an entry's delivery id was used for before it.</summary>
    public IdUse PreviousUse(LedgerEntry entry)
    {
        if (First(entry.Id) is not { } first || first.Sequence == entry.Sequence)
        {
            return new IdUse.None();
        }

        return database.Read(view => Same(first.Origin ?? view.Find(first.Sequence)?.Origin, entry.Origin) ? first.Sequence : EarlierOfSameOrigin(view, entry)) is { } earlier
            ? new IdUse.BySameOrigin(earlier)
            : new IdUse.ByOtherOrigin();
    }

    /// <summary>Where the record of a delivery is, or goes.</summary>
    /// <param name="id">The delivery's id.</param>
    /// <param name="bodyDigest">SHA-256 of its body.</param>
    /// <param name="first">The first delivery with this id; null where this is the first.</param>
    public static string KeyOf(string id, ReadOnlySpan<byte> bodyDigest, KnownDelivery? first) =>
        first is not { } known || known.BodyDigest.Span.SequenceEqual(bodyDigest) ? id : EventIdentity.ForReusedId(id, bodyDigest);

    public static void Put(LedgerBatch batch, LedgerEntry entry, bool isFirst)
    {
        batch.Put(ColumnFamily.Ids, Bytes(isFirst ? entry.Id : entry.ReplacementId), EntryCodec.Encode(new KnownDelivery(entry.Sequence, entry.BodyDigest)));
        if (!isFirst)
        {
            LedgerIndex.PutRepeatedId(batch, entry);
        }
    }

    /// <summary>How an entry that goes is known; no key where it is not, as one of an earlier version that was not the first with its id.</summary>
    public (byte[]? Key, bool IsFirst) RecordOf(LedgerEntry entry)
    {
        bool IsIts(byte[] key) => Find(key)?.Sequence == entry.Sequence;
        var first = Bytes(entry.Id);
        return IsIts(first) ? (first, true) : Bytes(entry.ReplacementId) is var own && IsIts(own) ? (own, false) : (null, false);
    }

    /// <summary>The entry goes, and its record stays for a while: <see cref="ColumnFamily.Expiring"/> says for how long.</summary>
    /// <param name="batch">What is written.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="key">Its record.</param>
    /// <param name="isKept">Whether the record stays for long enough to be asked where the delivery came from.</param>
    public static void PutExpiring(LedgerBatch batch, LedgerEntry entry, byte[] key, bool isKept)
    {
        batch.Put(ColumnFamily.Expiring, EntryCodec.Key(entry.Sequence), key);
        if (isKept)
        {
            batch.Put(ColumnFamily.Ids, key, EntryCodec.Encode(new KnownDelivery(entry.Sequence, entry.BodyDigest, entry.Origin)));
        }
    }

    /// <summary>Oldest first: what a sender does again and again is found at its second time.</summary>
    private static long? EarlierOfSameOrigin(LedgerView view, LedgerEntry entry)
    {
        var repeated = view.OpenCursor(ColumnFamily.Index, LedgerIndex.OfId(entry.Id), newestFirst: false);
        for (repeated.SeekToFirst(); repeated.Current is { } sequence && sequence < entry.Sequence; repeated.MoveNext())
        {
            if (Same(view.Find(sequence)?.Origin, entry.Origin))
            {
                return sequence;
            }
        }

        return null;
    }

    private KnownDelivery? Find(byte[] key) => database.Get(ColumnFamily.Ids, key) is { } record ? EntryCodec.DecodeKnown(record) : null;

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.Ordinal);

    private static byte[] Bytes(string id) => Encoding.UTF8.GetBytes(id);
}
