using WebhookRelay.Ledger;

namespace WebhookRelay.Searching;

/// <summary>Sequences in order, newest or oldest first.</summary>
internal abstract class SequenceStream(Order order)
{
    private bool _begun;

    /// <summary>No sequence it holds lies between where it began and here; null past the last.</summary>
    public abstract long? Current { get; }

    protected Order Order => order;

    /// <summary>To the first at or beyond a sequence, in its direction. Never goes back.</summary>
    public void SeekTo(long sequence)
    {
        if (!_begun || (Current is { } at && order.IsBefore(at, sequence)))
        {
            _begun = true;
            Leap(sequence);
        }
    }

    public abstract void MoveNext();

    protected abstract void Leap(long sequence);
}

/// <summary>Those of one prefix in the ledger.</summary>
internal sealed class StoredStream(RecordCursor records, Order order) : SequenceStream(order)
{
    public override long? Current => records.Current;

    public override void MoveNext() => records.MoveNext();

    protected override void Leap(long sequence) => records.SeekTo(sequence);
}

/// <summary>A single one.</summary>
internal sealed class SingleStream(long sequence, Order order) : SequenceStream(order)
{
    private bool _passed;

    public override long? Current => _passed ? null : sequence;

    public override void MoveNext() => _passed = true;

    protected override void Leap(long sought) => _passed = Order.IsBefore(sequence, sought);
}

/// <summary>Every sequence of several ranges, which are in rising order.</summary>
internal sealed class RangeStream(IReadOnlyList<SequenceRange> ranges, Order order) : SequenceStream(order)
{
    private long? _current;

    public override long? Current => _current;

    public override void MoveNext() => Leap(Order.After(_current!.Value));

    protected override void Leap(long sequence) => _current = Order.First(ranges
        .Where(range => Order.NewestFirst ? range.Lowest <= sequence : range.Highest >= sequence)
        .Select(range => (long?)Math.Clamp(sequence, range.Lowest, range.Highest)));
}

/// <summary>Pending entries that are Accepted. When the budget is spent it may stand at one that is not.</summary>
internal sealed class AcceptedStream(RecordCursor pending, Order order, SearchBudget budget) : SequenceStream(order)
{
    public override long? Current => pending.Current;

    public override void MoveNext()
    {
        pending.MoveNext();
        Skip();
    }

    protected override void Leap(long sequence)
    {
        pending.SeekTo(sequence);
        Skip();
    }

    private void Skip()
    {
        while (pending.Current is not null && !budget.IsSpent && LedgerStore.StateOf(pending.Value) is not DeliveryState.Accepted)
        {
            budget.Skip();
            pending.MoveNext();
        }
    }
}

/// <summary>What any of several holds.</summary>
internal sealed class AnyOf(IReadOnlyList<SequenceStream> streams, Order order) : SequenceStream(order)
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

    protected override void Leap(long sequence)
    {
        foreach (var stream in streams)
        {
            stream.SeekTo(sequence);
        }
    }
}

/// <summary>
/// What all of several hold. Each leaps to where another is at least, so that the one with the fewest leads. When the
/// budget is spent each has leapt once all the same: what another stream has spent does not keep it where it is. It may then
/// stand at a sequence that not all hold.
/// </summary>
internal sealed class AllOf(IReadOnlyList<SequenceStream> streams, Order order, SearchBudget budget) : SequenceStream(order)
{
    private long? _current;

    public override long? Current => _current;

    public override void MoveNext() => Leap(Order.After(_current!.Value));

    protected override void Leap(long sequence)
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
        while (agreed < streams.Count && !budget.IsSpent);
    }
}
