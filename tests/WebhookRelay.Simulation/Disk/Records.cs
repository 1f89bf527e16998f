namespace WebhookRelay.Simulation.Disk;

/// <summary>The records of one column family, sorted by key.</summary>
internal sealed class Records
{
    private readonly List<KeyValuePair<byte[], byte[]>> _records = [];

    public int Count => _records.Count;

    public KeyValuePair<byte[], byte[]> this[int index] => _records[index];

    public byte[]? Find(ReadOnlySpan<byte> key) => FirstFrom(key) is var at && at < Count && key.SequenceEqual(_records[at].Key) ? _records[at].Value : null;

    /// <summary>The index of the first record at or after a key.</summary>
    public int FirstFrom(ReadOnlySpan<byte> key)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (key.SequenceCompareTo(_records[middle].Key) > 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    public void Put(byte[] key, byte[] value)
    {
        var at = FirstFrom(key);
        if (at < Count && key.AsSpan().SequenceEqual(_records[at].Key))
        {
            _records[at] = new(key, value);
        }
        else
        {
            _records.Insert(at, new(key, value));
        }
    }

    /// <summary>Removes the records from a key up to, and not including, another.</summary>
    public void Remove(ReadOnlySpan<byte> first, ReadOnlySpan<byte> end)
    {
        var at = FirstFrom(first);
        _records.RemoveRange(at, Math.Max(0, FirstFrom(end) - at));
    }

    public void Clear() => _records.Clear();
}
