namespace WebhookRelay.Relaying;

/// <summary>Which queues accepted an entry that another queue refused. The sets are few and repeat, so each set is stored once.</summary>
internal sealed class AcceptingQueues
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, IReadOnlyCollection<string>> _entries = [];
    private readonly Dictionary<string, IReadOnlyCollection<string>> _sets = new(StringComparer.Ordinal);

    /// <summary>Null when no queue refused the entry.</summary>
    public IReadOnlyCollection<string>? Find(long sequence)
    {
        lock (_lock)
        {
            return _entries.GetValueOrDefault(sequence);
        }
    }

    public void Set(long sequence, IEnumerable<string> queues)
    {
        string[] ordered = [.. queues.Order(StringComparer.Ordinal)];
        var name = string.Join('\0', ordered);
        lock (_lock)
        {
            _sets.TryAdd(name, ordered);
            _entries[sequence] = _sets[name];
        }
    }

    public void Remove(long sequence)
    {
        lock (_lock)
        {
            if (_entries.Remove(sequence) && _entries.Count is 0)
            {
                _sets.Clear();
            }
        }
    }
}
