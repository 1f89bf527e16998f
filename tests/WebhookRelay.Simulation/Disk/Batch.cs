using WebhookRelay.Ledger;

namespace WebhookRelay.Simulation.Disk;

/// <summary>The operations of one write batch, so that they can be replayed.</summary>
internal sealed class Batch : LedgerBatch
{
    private readonly List<Change> _changes = [];

    public IReadOnlyList<Change> Changes => _changes;

    public override void Put(ColumnFamily family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => _changes.Add(new Change(family, key.ToArray(), End: null, value.ToArray()));

    public override void Delete(ColumnFamily family, ReadOnlySpan<byte> key) => _changes.Add(new Change(family, key.ToArray(), [.. key, 0], Value: null));

    public override void DeleteRange(ColumnFamily family, byte[] first, byte[] end) => _changes.Add(new Change(family, first, end, Value: null));

    /// <param name="Family">The column family.</param>
    /// <param name="Key">The key, or the start of a deleted range.</param>
    /// <param name="End">The exclusive end of a deleted range.</param>
    /// <param name="Value">The value to write; null for a deletion.</param>
    internal sealed record Change(ColumnFamily Family, byte[] Key, byte[]? End, byte[]? Value);
}
