namespace WebhookRelay.Relaying;

/// <summary>
/// The entries that lack one queue or, where that is not known, have one routing key: in which order, how many at a time
/// and when they are tried again. To be used under the lock of <see cref="RefusedEntries"/>.
/// </summary>
/// <param name="name">The queue, or the routing key.</param>
/// <param name="isQueue">Whether it is a queue.</param>
/// <param name="now">By the monotonic clock.</param>
/// <param name="since">The same by the wall clock.</param>
internal sealed class RefusedShelf(string name, bool isQueue, TimeSpan now, DateTimeOffset since)
{
    private const int LargestBatch = 64;

    /// <summary>What a queue refuses is sent to no other again, and its reader may make room for few at a time.</summary>
    private static readonly TimeSpan FirstPauseOfQueue = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongestPauseOfQueue = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPauseOfKey = TimeSpan.FromSeconds(1);

    private readonly SortedSet<long> _waiting = [];
    private readonly HashSet<long> _onTurn = [];
    private TimeSpan _pause = FirstPause(isQueue);
    private int _batch = 1;
    private int _left;
    private long _triedLast;
    private bool _refused;

    public string Name => name;

    public bool IsQueue => isQueue;

    public DateTimeOffset Since => since;

    public string Reason => isQueue
        ? $"Queue '{name}' refuses events, {Count} wait for it: it is full, or has no leader. Other queues get theirs."
        : $"A queue bound for {name} refuses events, {Count} wait: it is full, or has no leader. Which one, RabbitMQ's management API tells (Publishing:RabbitMqManagement).";

    public long Count => _waiting.Count + _onTurn.Count;

    /// <summary>Somebody tries its entries now.</summary>
    public bool IsTried { get; set; }

    public TimeSpan DueAt { get; private set; } = now + FirstPause(isQueue);

    public bool Has(long sequence) => _onTurn.Contains(sequence) || _waiting.Contains(sequence);

    public bool IsOnTurn(long sequence) => _onTurn.Contains(sequence);

    /// <summary>After a refusal the rest of a batch waits: a later event must not overtake an earlier one of its data row.</summary>
    public bool MayGo(long sequence) => _onTurn.Contains(sequence) && !_refused;

    public void Put(long sequence)
    {
        _onTurn.Remove(sequence);
        _waiting.Add(sequence);
    }

    public bool Remove(long sequence)
    {
        if (!_onTurn.Remove(sequence))
        {
            return _waiting.Remove(sequence);
        }

        _left++;
        return true;
    }

    /// <summary>An entry was refused just now. What comes live has tried it for the others, which can wait.</summary>
    public void Refused(TimeSpan at)
    {
        _refused = true;
        if (!IsTried)
        {
            DueAt = at + _pause;
        }
    }

    /// <summary>It may be over: its entries are due at once.</summary>
    public void Hurry(TimeSpan at) => (_pause, DueAt) = (FirstPause(isQueue), at);

    /// <summary>A queue's entries in order. Of a routing key each time others, since every try may double into another queue.</summary>
    /// <param name="isHeld">Whether an entry has to wait behind an earlier one of its data row: trying it would try nothing.</param>
    public IReadOnlyList<long> TakeBatch(Func<long, bool> isHeld)
    {
        (_refused, _left) = (false, 0);
        List<long> batch = isQueue ? [] : Next(_triedLast + 1, isHeld);
        if (batch.Count is 0)
        {
            batch = Next(long.MinValue, isHeld);
        }

        foreach (var sequence in batch)
        {
            _waiting.Remove(sequence);
            _onTurn.Add(sequence);
            _triedLast = sequence;
        }

        return batch;
    }

    /// <summary>Whether more may be tried at once: some went, and none was refused.</summary>
    public bool EndBatch(TimeSpan at, TimeSpan longestPauseOfKey)
    {
        foreach (var sequence in _onTurn)
        {
            _waiting.Add(sequence);
        }

        _onTurn.Clear();
        if (_left > 0)
        {
            _pause = FirstPause(isQueue);
        }

        if (_left > 0 && !_refused)
        {
            (_batch, DueAt) = (Math.Min(_batch * 2, LargestBatch), at);
            return true;
        }

        var longest = isQueue ? LongestPauseOfQueue : longestPauseOfKey;
        (_batch, DueAt) = (1, at + _pause);
        _pause = _pause * 2 < longest ? _pause * 2 : longest;
        return false;
    }

    private List<long> Next(long from, Func<long, bool> isHeld) =>
        [.. _waiting.GetViewBetween(from, long.MaxValue).Where(sequence => !isHeld(sequence)).Take(_batch)];

    private static TimeSpan FirstPause(bool isQueue) => isQueue ? FirstPauseOfQueue : FirstPauseOfKey;
}
