using System.Buffers.Binary;
using System.Text;
using WebhookRelay.Contracts;

namespace WebhookRelay.Ledger;

/// <summary>
/// The search index of settled entries. Records have keys only: the value, then the sequence, so that the entries of one
/// value are stored in order. Written with the settlement, since the payload is read only then, and removed with the entry.
/// </summary>
internal static class LedgerIndex
{
    private const byte State = 1;
    private const byte Project = 2;
    private const byte DataRow = 3;
    private const byte Label = 4;
    private const byte Id = 5;

    private static readonly byte[] Nothing = [];

    /// <summary>State and topic share a record: both have few values, and a second record would cost one more write per delivery.</summary>
    public static byte[] OfState(DeliveryState state, LabelboxTopic topic) => [State, (byte)state, (byte)topic];

    public static byte[] OfProject(string project) => Prefix(Project, project);

    public static byte[] OfDataRow(string dataRow) => Prefix(DataRow, dataRow);

    public static byte[] OfLabel(string label) => Prefix(Label, label);

    /// <summary>The entries with an id, except the first, which <see cref="DeliveryIdIndex"/> stores.</summary>
    public static byte[] OfId(string id) => Prefix(Id, id);

    public static void Put(LedgerBatch batch, long sequence, Settlement settlement)
    {
        foreach (var prefix in Prefixes(settlement))
        {
            batch.Put(ColumnFamily.Index, Key(prefix, sequence), Nothing);
        }
    }

    /// <summary>Replaces the index records of an entry.</summary>
    public static void Move(LedgerBatch batch, long sequence, Settlement before, Settlement after)
    {
        Remove(batch, sequence, before);
        Put(batch, sequence, after);
    }

    public static void Remove(LedgerBatch batch, long sequence, Settlement settlement)
    {
        foreach (var prefix in Prefixes(settlement))
        {
            batch.Delete(ColumnFamily.Index, Key(prefix, sequence));
        }
    }

    public static void PutRepeatedId(LedgerBatch batch, LedgerEntry entry) => batch.Put(ColumnFamily.Index, Key(OfId(entry.Id), entry.Sequence), Nothing);

    public static void RemoveRepeatedId(LedgerBatch batch, LedgerEntry entry) => batch.Delete(ColumnFamily.Index, Key(OfId(entry.Id), entry.Sequence));

    public static byte[] Key(ReadOnlySpan<byte> prefix, long sequence)
    {
        var key = new byte[prefix.Length + sizeof(long)];
        prefix.CopyTo(key);
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(prefix.Length), sequence);
        return key;
    }

    private static IEnumerable<byte[]> Prefixes(Settlement settlement)
    {
        var (topic, project, dataRow, label) = settlement.Facts;
        yield return OfState(settlement.State, topic);
        if (project is not null)
        {
            yield return OfProject(project);
        }

        if (dataRow is not null)
        {
            yield return OfDataRow(dataRow);
        }

        if (label is not null)
        {
            yield return OfLabel(label);
        }
    }

    /// <summary>The value's length comes first, so that the records of a value are not mixed with those of a longer value with the same beginning.</summary>
    private static byte[] Prefix(byte kind, string value)
    {
        var prefix = new byte[1 + sizeof(ushort) + Encoding.UTF8.GetByteCount(value)];
        prefix[0] = kind;
        BinaryPrimitives.WriteUInt16BigEndian(prefix.AsSpan(1), checked((ushort)(prefix.Length - 1 - sizeof(ushort))));
        Encoding.UTF8.GetBytes(value, prefix.AsSpan(1 + sizeof(ushort)));
        return prefix;
    }
}
