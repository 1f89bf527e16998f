namespace WebhookRelay.Ledger;

/// <summary>
/// Assigns sequences: microseconds since 1970. Starts at the wall clock when the ledger is opened, or after its newest
/// entry if that is later, and then follows the monotonic clock, so wall clock jumps do not affect it. It can be advanced
/// but never goes back, so it may run ahead of the time of day: it orders entries and does not date them.
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

    /// <summary>Starts, or continues after the ledger was reopened.</summary>
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

    /// <summary>Advances to a later sequence, and returns by how much.</summary>
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
