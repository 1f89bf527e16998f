namespace WebhookRelay.Ledger;

/// <summary>
/// What sequences count: microseconds since 1970 by the wall clock when the ledger was opened, or from its newest entry on
/// where that is later, and from then on by the monotonic clock. No jump of the wall clock moves it. It can be moved
/// forward, never back, so it may run ahead of the time of day: it orders entries, and dates none.
/// </summary>
internal sealed class SequenceClock(TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _start;
    private long _timestamp;
    private bool _started;

    public long Now
    {
        get
        {
            lock (_lock)
            {
                return Read();
            }
        }
    }

    /// <summary>The ledger was opened, or opened again.</summary>
    /// <param name="newest">The sequence of its newest entry.</param>
    public void Start(long newest)
    {
        lock (_lock)
        {
            if (!_started)
            {
                (_start, _timestamp, _started) = (LedgerEntry.Microseconds(time.GetUtcNow()), time.GetTimestamp(), true);
            }
        }

        _ = AdvanceTo(newest + 1);
    }

    /// <summary>Goes on from a sequence that lies ahead, and returns how far it was.</summary>
    public long AdvanceTo(long sequence)
    {
        lock (_lock)
        {
            var ahead = Math.Max(0, sequence - Read());
            _start += ahead;
            return ahead;
        }
    }

    private long Read() => _start + (time.GetElapsedTime(_timestamp).Ticks / TimeSpan.TicksPerMicrosecond);
}
