using System.Text;
using WebhookRelay.Contracts;

namespace WebhookRelay.Ledger;

/// <summary>
/// The known delivery ids and their bodies. The first delivery with an id is stored under that id; a later one with another
/// body under the replacement id of its event. Records outlive their entries, up to the deduplication window.
/// </summary>
internal sealed class DeliveryIdIndex(ILedgerDatabase database)
{
    /// <summary>The first delivery with an id; null if there is none.</summary>
    public KnownDelivery? First(string id) => Find(Bytes(id));

    public static KnownDelivery? First(LedgerView view, string id) => view.Get(ColumnFamily.Ids, Bytes(id)) is { } record ? EntryCodec.DecodeKnown(record) : null;

    /// <summary>How an entry's delivery id was used before.</summary>
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

    /// <summary>The key under which a delivery is stored.</summary>
    /// <param name="id">The delivery's id.</param>
    /// <param name="bodyDigest">SHA-256 of its body.</param>
    /// <param name="first">The first delivery with this id; null if this is the first.</param>
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

    /// <summary>The record of an entry that is about to be removed. No key if it has none, as for an entry of an earlier version that was not the first with its id.</summary>
    public (byte[]? Key, bool IsFirst) RecordOf(LedgerEntry entry)
    {
        bool IsIts(byte[] key) => Find(key)?.Sequence == entry.Sequence;
        var first = Bytes(entry.Id);
        return IsIts(first) ? (first, true) : Bytes(entry.ReplacementId) is var own && IsIts(own) ? (own, false) : (null, false);
    }

    /// <summary>Keeps the record of a removed entry until <see cref="ColumnFamily.Expiring"/> says that it is due.</summary>
    /// <param name="batch">The batch to write to.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="key">The record's key.</param>
    /// <param name="isKept">Whether the record stays long enough to need the delivery's origin.</param>
    public static void PutExpiring(LedgerBatch batch, LedgerEntry entry, byte[] key, bool isKept)
    {
        batch.Put(ColumnFamily.Expiring, EntryCodec.Key(entry.Sequence), key);
        if (isKept)
        {
            batch.Put(ColumnFamily.Ids, key, EntryCodec.Encode(new KnownDelivery(entry.Sequence, entry.BodyDigest, entry.Origin)));
        }
    }

    /// <summary>Oldest first, so that repeated reuse is found at the second entry.</summary>
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
