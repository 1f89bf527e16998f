using System.Runtime.InteropServices;

namespace WebhookRelay.Ledger;

/// <summary>
/// Maps times to sequences. Within a segment both advance alike, so a time span is one sequence range per segment. A new
/// segment begins when the wall clock was changed relative to the sequences, which is rare.
/// </summary>
internal sealed class TimeSegments
{
    /// <summary>How far an entry's time may deviate from its segment.</summary>
    private const long Tolerance = 1_000_000;

    private static readonly byte[] Prefix = "time/"u8.ToArray();

    private readonly TimeSegment[] _segments;

    private TimeSegments(IEnumerable<TimeSegment> segments) => _segments = [.. segments];

    /// <summary>The segment of new entries.</summary>
    public TimeSegment Newest => _segments[^1];

    public static TimeSegments Of(LedgerView view)
    {
        // Before the first stored segment, the sequence was the acceptance time.
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

    /// <summary>Removes the segments that end below a sequence.</summary>
    public void RemoveBelow(LedgerBatch batch, long sequence)
    {
        for (var i = 0; i < _segments.Length - 1 && _segments[i + 1].First <= sequence; i++)
        {
            batch.Delete(ColumnFamily.Meta, LedgerIndex.Key(Prefix, _segments[i].First));
        }
    }

    /// <summary>The segment of an entry accepted at a time: the given one, or a new one that begins with the entry.</summary>
    public static TimeSegment For(TimeSegment newest, long sequence, long accepted) =>
        Math.Abs(accepted - sequence - newest.Ahead) <= Tolerance ? newest : new TimeSegment(sequence, accepted - sequence);

    /// <summary>The ranges that contain every sequence accepted within a time span, in order. They may contain others as well.</summary>
    /// <param name="from">Microseconds since 1970, inclusive.</param>
    /// <param name="to">Microseconds since 1970, exclusive.</param>
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

    /// <summary>No sequence below the result was accepted at or after a time. An entry dated later than its successors by a wrong clock does not count as later.</summary>
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

    /// <summary>The latest time at which an entry can have been accepted, judged by the entries after it.</summary>
    public DateTimeOffset AcceptedBy(LedgerEntry entry)
    {
        var latest = _segments.Where(segment => segment.First > entry.Sequence).Select(segment => segment.First + segment.Ahead + Tolerance).DefaultIfEmpty(long.MaxValue).Min();
        return latest < LedgerEntry.Microseconds(entry.AcceptedAt) ? LedgerEntry.TimeOf(latest) : entry.AcceptedAt;
    }

    private long Last(int segment) => segment + 1 < _segments.Length ? _segments[segment + 1].First - 1 : long.MaxValue;

    /// <summary>Adds, clamped to the range of sequences.</summary>
    private static long Clamp(long number, long plus) => (long)Int128.Clamp((Int128)number + plus, 0, long.MaxValue);
}

/// <param name="First">Its first sequence.</param>
/// <param name="Ahead">By how many microseconds acceptance times are ahead of sequences.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TimeSegment(long First, long Ahead);

/// <param name="Lowest">The lowest sequence.</param>
/// <param name="Highest">The highest sequence, inclusive.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SequenceRange(long Lowest, long Highest);
