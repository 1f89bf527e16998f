using System.Buffers;

namespace WebhookRelay.Labelbox.V1;

/// <summary>A list over pooled memory, so that a large payload leaves no garbage.</summary>
internal sealed class PooledList<T> : IDisposable
    where T : struct
{
    private T[] _items = ArrayPool<T>.Shared.Rent(16);

    public int Count { get; private set; }

    public ref T Last => ref _items[Count - 1];

    public ref T this[int index] => ref _items[index];

    public Span<T> Items => _items.AsSpan(0, Count);

    public void Add(in T item)
    {
        if (Count == _items.Length)
        {
            var larger = ArrayPool<T>.Shared.Rent(_items.Length * 2);
            _items.AsSpan().CopyTo(larger);
            ArrayPool<T>.Shared.Return(_items);
            _items = larger;
        }

        _items[Count++] = item;
    }

    /// <summary>Removes the items from an index on.</summary>
    public void CutAt(int count) => Count = count;

    public void Dispose()
    {
        ArrayPool<T>.Shared.Return(_items);
        (_items, Count) = ([], 0);
    }
}
