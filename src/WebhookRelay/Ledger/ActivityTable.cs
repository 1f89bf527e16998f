namespace WebhookRelay.Ledger;

/// <summary>
/// The stored counts, one record for each slot and each hour with activity. They are in <see cref="ColumnFamily.Meta"/>,
/// which every version of the format opens. A record takes about 100 bytes: 14 days take 2 MB at most.
/// </summary>
internal sealed class ActivityTable(ILedgerDatabase database)
{
    private static readonly byte[] StateKey = "activity-state"u8.ToArray();
    private static readonly byte[] Slots = "activity/"u8.ToArray();
    private static readonly byte[] Hours = "activity-hour/"u8.ToArray();
    private static readonly byte[] Gaps = "activity-gap/"u8.ToArray();

    /// <summary>How far the counts go; null in a ledger without any.</summary>
    public ActivityState? State() => database.Get(ColumnFamily.Meta, StateKey) is { } record ? ActivityState.Decode(record) : null;

    /// <summary>Begins a run of the process. If the one before did not end in order, what it had not stored is a gap.</summary>
    public void Begin(ActivityState state, ActivityGap? gap) => database.Write(
        batch =>
        {
            batch.Put(ColumnFamily.Meta, StateKey, state.Encode());
            if (gap is not null)
            {
                batch.Put(ColumnFamily.Meta, LedgerIndex.Key(Gaps, gap.FoundTicks), gap.Encode());
            }
        },
        sync: false);

    /// <summary>Adds counts to the stored ones.</summary>
    /// <param name="counts">The counts by slot.</param>
    /// <param name="state">The new state.</param>
    /// <param name="recounted">The gap whose deliveries were counted; left out if they are counted already.</param>
    public void Save(IReadOnlyDictionary<long, ActivityCounts> counts, ActivityState state, RecountedGap? recounted)
    {
        var all = counts.Select(slot => (slot.Key, slot.Value)).ToList();
        if (recounted is { Gap.FoundTicks: var found } && ReadGap(found) is { IsCounted: false })
        {
            all.AddRange(recounted.Counts.Select(slot => (slot.Key, slot.Value)));
        }

        List<(byte[] Key, ActivityCounts Counts)> merged =
        [
            .. Merge(Slots, all), .. Merge(Hours, all.Select(slot => (slot.Key / ActivitySlot.PerHour, slot.Value))),
        ];
        database.Write(
            batch =>
            {
                foreach (var (key, record) in merged)
                {
                    batch.Put(ColumnFamily.Meta, key, record.Encode());
                }

                if (recounted is { Gap: var gap })
                {
                    batch.Put(ColumnFamily.Meta, LedgerIndex.Key(Gaps, gap.FoundTicks), (gap with { IsCounted = true }).Encode());
                }

                batch.Put(ColumnFamily.Meta, StateKey, state.Encode());
            },
            sync: false);
    }

    /// <summary>The stored counts from a slot up to, but not including, another.</summary>
    /// <param name="from">The first slot.</param>
    /// <param name="to">The slot after the last.</param>
    /// <param name="byHour">Whether to read the records of the hours that begin within.</param>
    public ActivityRecords Read(long from, long to, bool byHour) => database.Read(view =>
    {
        var (prefix, slots) = byHour ? (Hours, ActivitySlot.PerHour) : (Slots, 1);
        var (found, gaps) = (new List<KeyValuePair<long, ActivityCounts>>(), new List<ActivityGap>());
        var records = view.OpenCursor(ColumnFamily.Meta, prefix, newestFirst: false);
        for (records.SeekTo((from + slots - 1) / slots); records.Current is { } number && number * slots < to; records.MoveNext())
        {
            found.Add(KeyValuePair.Create(number * slots, ActivityCounts.Decode(records.Value)));
        }

        for (records = view.OpenCursor(ColumnFamily.Meta, Gaps, newestFirst: false), records.SeekToFirst(); records.Current is { } foundTicks; records.MoveNext())
        {
            gaps.Add(ActivityGap.Decode(foundTicks, records.Value));
        }

        return new ActivityRecords(found, gaps);
    });

    /// <summary>The gaps whose deliveries are not counted yet.</summary>
    public IReadOnlyList<ActivityGap> Uncounted() => [.. Read(0, 0, byHour: false).Gaps.Where(gap => !gap.IsCounted)];

    /// <summary>Removes old records. Their number is small: a minute has six.</summary>
    /// <param name="slotsBefore">Slots before this one are removed.</param>
    /// <param name="hoursBefore">Hours and gaps that end before this slot are removed.</param>
    public void Remove(long slotsBefore, long hoursBefore)
    {
        var keys = database.Read(view => (List<byte[]>)
        [
            .. Below(view, Slots, slotsBefore), .. Below(view, Hours, hoursBefore / ActivitySlot.PerHour),
        ]);
        keys.AddRange(Read(0, 0, byHour: false).Gaps.Where(gap => gap.IsCounted && gap.ToSlot < hoursBefore).Select(gap => LedgerIndex.Key(Gaps, gap.FoundTicks)));
        if (keys.Count > 0)
        {
            database.Write(batch => keys.ForEach(key => batch.Delete(ColumnFamily.Meta, key)), sync: false);
        }
    }

    private static List<byte[]> Below(LedgerView view, byte[] prefix, long number)
    {
        var keys = new List<byte[]>();
        var records = view.OpenCursor(ColumnFamily.Meta, prefix, newestFirst: false);
        for (records.SeekToFirst(); records.Current is { } current && current < number; records.MoveNext())
        {
            keys.Add(records.Key);
        }

        return keys;
    }

    private IEnumerable<(byte[] Key, ActivityCounts Counts)> Merge(byte[] prefix, IEnumerable<(long Number, ActivityCounts Counts)> all)
    {
        foreach (var same in all.GroupBy(each => each.Number, each => each.Counts))
        {
            var key = LedgerIndex.Key(prefix, same.Key);
            var counts = database.Get(ColumnFamily.Meta, key) is { } stored ? ActivityCounts.Decode(stored) : new ActivityCounts();
            foreach (var each in same)
            {
                counts.Add(each);
            }

            yield return (key, counts);
        }
    }

    private ActivityGap? ReadGap(long foundTicks) =>
        database.Get(ColumnFamily.Meta, LedgerIndex.Key(Gaps, foundTicks)) is { } record ? ActivityGap.Decode(foundTicks, record) : null;
}
