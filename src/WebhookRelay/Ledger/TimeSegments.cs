using System.Runtime.InteropServices;

namespace WebhookRelay.Ledger;

/// <summary>
/// Which sequences were accepted when. Within a segment the two run alike, so a span of time is a range of sequences in
/// each. A segment begins where the clock was set against the sequences: seldom, and at a restart at most.
/// </summary>
internal sealed class TimeSegments
{
    /// <summary>How far an entry's time may be from what its segment says.</summary>
    private const long Tolerance = 1_000_000;

    private static readonly byte[] Prefix = "time/"u8.ToArray();

    private readonly TimeSegment[] _segments;

    private TimeSegments(IEnumerable<TimeSegment> segments) => _segments = [.. segments];

    /// <summary>The segment that new entries belong to.</summary>
    public TimeSegment Newest => _segments[^1];

    public static TimeSegments Of(LedgerView view)
    {
        // Before any was written, a sequence was the time of acceptance.
        List<TimeSegment> segments = [new(0, 0)];
        var records = view.OpenCursor(ColumnFamily.Meta, Prefix, newestFirst: false);
        for (records.SeekToFirst(); records.Current is { } first; records.MoveNext())
        {
            segments.Add(new TimeSegment(first, EntryCodec.Sequence(records.Value)));
        }

        return new TimeSegments(segments);
    }

    public static void Put(LedgerBatch batch, TimeSegment segment) =>
        batch.Put(ColumnFamily.Meta, LedgerIndex.Key(Prefix, segment.First), EntryCodec.Key(segment.Ahead));

    /// <summary>Removes those that end below a sequence.</summary>
    public void RemoveBelow(LedgerBatch batch, long sequence)
    {
        for (var i = 0; i < _segments.Length - 1 && _segments[i + 1].First <= sequence; i++)
        {
            batch.Delete(ColumnFamily.Meta, LedgerIndex.Key(Prefix, _segments[i].First));
        }
    }

    /// <summary>The segment an entry belongs to that was accepted at a time: the one given, or one that begins with it.</summary>
    public static TimeSegment For(TimeSegment newest, long sequence, long accepted) =>
        Math.Abs(accepted - sequence - newest.Ahead) <= Tolerance ? newest : new TimeSegment(sequence, accepted - sequence);

    /// <summary>The ranges that hold every sequence accepted within a span, in order. They may hold others as well.</summary>
    /// <param name="from">Microseconds since 1970, included.</param>
    /// <param name="to">Microseconds since 1970, not included.</param>
    public List<SequenceRange> Between(long from, long to)
    {
        var ranges = new List<SequenceRange>();
        for (var i = 0; i < _segments.Length; i++)
        {
            var (first, ahead) = _segments[i];
            var range = new SequenceRange(Math.Max(first, Clamp(from, -ahead - Tolerance)), Math.Min(Last(i), Clamp(to, -ahead + Tolerance)));
            if (range.Lowest > range.Highest)
            {
                continue;
            }

            if (ranges is [.., var before] && before.Highest == range.Lowest - 1)
            {
                ranges[^1] = before with { Highest = range.Highest };
            }
            else
            {
                ranges.Add(range);
            }
        }

        return ranges;
    }

    /// <summary>No sequence below was accepted at or after a time. What a clock dated later than entries behind it is not taken for later.</summary>
    public long LowestSince(long moment)
    {
        var latest = long.MaxValue;
        var lowest = long.MaxValue;
        for (var i = _segments.Length - 1; i >= 0; i--)
        {
            var (first, ahead) = _segments[i];
            if (latest >= moment && Math.Max(first, Clamp(moment, -ahead - Tolerance)) is var since && since <= Last(i))
            {
                lowest = since;
            }

            latest = Math.Min(latest, first + ahead + Tolerance);
        }

        return lowest;
    }

    /// <summary>When an entry was accepted at the latest, by the entries behind it.</summary>
    public DateTimeOffset AcceptedBy(LedgerEntry entry)
    {
        var latest = _segments.Where(segment => segment.First > entry.Sequence).Select(segment => segment.First + segment.Ahead + Tolerance).DefaultIfEmpty(long.MaxValue).Min();
        return latest < LedgerEntry.Microseconds(entry.AcceptedAt) ? LedgerEntry.TimeOf(latest) : entry.AcceptedAt;
    }

    private long Last(int segment) => segment + 1 < _segments.Length ? _segments[segment + 1].First - 1 : long.MaxValue;

    /// <summary>Sums without leaving the numbers there are.</summary>
    private static long Clamp(long number, long plus) => (long)Int128.Clamp((Int128)number + plus, 0, long.MaxValue);
}

/// <param name="First">The first sequence of it.</param>
/// <param name="Ahead">Microseconds that the times of acceptance are ahead of the sequences.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TimeSegment(long First, long Ahead);

/// <param name="Lowest">The lowest sequence of it.</param>
/// <param name="Highest">The highest, included.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SequenceRange(long Lowest, long Highest);
