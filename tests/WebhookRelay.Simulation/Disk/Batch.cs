using WebhookRelay.Ledger;

namespace WebhookRelay.Simulation.Disk;

/// <summary>What was written together, as it can be written again.</summary>
internal sealed class Batch : LedgerBatch
{
    private readonly List<Change> _changes = [];

    public IReadOnlyList<Change> Changes => _changes;

    public override void Put(ColumnFamily family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => _changes.Add(new Change(family, key.ToArray(), End: null, value.ToArray()));

    public override void Delete(ColumnFamily family, ReadOnlySpan<byte> key) => _changes.Add(new Change(family, key.ToArray(), [.. key, 0], Value: null));

    public override void DeleteRange(ColumnFamily family, byte[] first, byte[] end) => _changes.Add(new Change(family, first, end, Value: null));

    /// <param name="Family">Where it is.</param>
    /// <param name="Key">The record's, or the first of those that are deleted.</param>
    /// <param name="End">Behind the last that is deleted.</param>
    /// <param name="Value">What is put; null where something is deleted.</param>
    internal sealed record Change(ColumnFamily Family, byte[] Key, byte[]? End, byte[]? Value);
}
