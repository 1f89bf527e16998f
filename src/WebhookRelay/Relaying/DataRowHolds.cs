namespace WebhookRelay.Relaying;

/// <summary>
/// Data rows with an event that an unknown queue refused. Their later events wait behind it to keep the order, but only for
/// a limited time, so that other queues do not wait long.
/// </summary>
internal sealed class DataRowHolds
{
    public static readonly TimeSpan MaxHold = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, SortedDictionary<long, TimeSpan>> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<long, string> _entries = [];

    public void Add(string? row, long sequence, TimeSpan now)
    {
        if (row is null || !_entries.TryAdd(sequence, row))
        {
            return;
        }

        if (!_rows.TryGetValue(row, out var entries))
        {
            _rows[row] = entries = [];
        }

        entries[sequence] = now;
    }

    /// <summary>Whether later entries of its data row waited for it.</summary>
    public bool Remove(long sequence)
    {
        if (!_entries.Remove(sequence, out var row))
        {
            return false;
        }

        _rows[row].Remove(sequence);
        if (_rows[row].Count > 0)
        {
            return true;
        }

        _rows.Remove(row);
        return false;
    }

    public bool Holds(long sequence, TimeSpan now) => Holds(_entries.GetValueOrDefault(sequence), sequence, now);

    /// <summary>Whether an entry must wait behind an earlier one.</summary>
    public bool Holds(string? row, long sequence, TimeSpan now) =>
        row is not null
        && _rows.TryGetValue(row, out var entries)
        && entries.TakeWhile(earlier => earlier.Key < sequence).Any(earlier => now - earlier.Value < MaxHold);
}
