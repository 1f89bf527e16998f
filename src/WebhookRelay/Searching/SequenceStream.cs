using WebhookRelay.Ledger;

namespace WebhookRelay.Searching;

/// <summary>An ordered stream of sequences, newest or oldest first.</summary>
internal abstract class SequenceStream(SearchOrder order)
{
    private bool _started;

    /// <summary>The current sequence; null past the last.</summary>
    public abstract long? Current { get; }

    protected SearchOrder Order => order;

    /// <summary>Moves to the first sequence at or beyond the given one, in its direction. Never moves back.</summary>
    public void SeekTo(long sequence)
    {
        if (!_started || (Current is { } at && order.IsBefore(at, sequence)))
        {
            _started = true;
            SeekCore(sequence);
        }
    }

    public abstract void MoveNext();

    protected abstract void SeekCore(long sequence);
}

/// <summary>The sequences of one prefix in the ledger.</summary>
internal sealed class StoredStream(RecordCursor records, SearchOrder order) : SequenceStream(order)
{
    public override long? Current => records.Current;

    public override void MoveNext() => records.MoveNext();

    protected override void SeekCore(long sequence) => records.SeekTo(sequence);
}

/// <summary>A single sequence.</summary>
internal sealed class SingleStream(long sequence, SearchOrder order) : SequenceStream(order)
{
    private bool _passed;

    public override long? Current => _passed ? null : sequence;

    public override void MoveNext() => _passed = true;

    protected override void SeekCore(long sought) => _passed = Order.IsBefore(sequence, sought);
}

/// <summary>All sequences of several ascending ranges.</summary>
internal sealed class RangeStream(IReadOnlyList<SequenceRange> ranges, SearchOrder order) : SequenceStream(order)
{
    private long? _current;

    public override long? Current => _current;

    public override void MoveNext() => SeekCore(Order.After(_current!.Value));

    protected override void SeekCore(long sequence) => _current = Order.First(ranges
        .Where(range => Order.NewestFirst ? range.Lowest <= sequence : range.Highest >= sequence)
        .Select(range => (long?)Math.Clamp(sequence, range.Lowest, range.Highest)));
}

/// <summary>The Accepted entries among the pending ones. With an exhausted budget it may be at one that is not Accepted.</summary>
internal sealed class AcceptedStream(RecordCursor pending, SearchOrder order, SearchBudget budget) : SequenceStream(order)
{
    public override long? Current => pending.Current;

    public override void MoveNext()
    {
        pending.MoveNext();
        Skip();
    }

    protected override void SeekCore(long sequence)
    {
        pending.SeekTo(sequence);
        Skip();
    }

    private void Skip()
    {
        while (pending.Current is not null && !budget.IsExhausted && SettlementCodec.DecodePending(pending.Value) is not DeliveryState.Accepted)
        {
            budget.Skip();
            pending.MoveNext();
        }
    }
}

/// <summary>The union of several streams.</summary>
internal sealed class UnionStream(IReadOnlyList<SequenceStream> streams, SearchOrder order) : SequenceStream(order)
{
    public override long? Current => Order.First(streams.Select(stream => stream.Current));

    public override void MoveNext()
    {
        var current = Current;
        foreach (var stream in streams.Where(stream => stream.Current == current))
        {
            stream.MoveNext();
        }
    }

    protected override void SeekCore(long sequence)
    {
        foreach (var stream in streams)
        {
            stream.SeekTo(sequence);
        }
    }
}

/// <summary>
/// The intersection of several streams. Each stream seeks to the position of the others, so that the shortest one leads.
/// Even with an exhausted budget each stream has advanced once, so that no stream blocks another; the current sequence may
/// then not be in all of them.
/// </summary>
internal sealed class IntersectionStream(IReadOnlyList<SequenceStream> streams, SearchOrder order, SearchBudget budget) : SequenceStream(order)
{
    private long? _current;

    public override long? Current => _current;

    public override void MoveNext() => SeekCore(Order.After(_current!.Value));

    protected override void SeekCore(long sequence)
    {
        _current = sequence;
        var agreed = 0;
        do
        {
            agreed = 0;
            foreach (var stream in streams)
            {
                budget.Step();
                stream.SeekTo(_current.Value);
                if (stream.Current is not { } there)
                {
                    _current = null;
                    return;
                }

                agreed = there == _current ? agreed + 1 : 1;
                _current = there;
            }
        }
        while (agreed < streams.Count && !budget.IsExhausted);
    }
}
