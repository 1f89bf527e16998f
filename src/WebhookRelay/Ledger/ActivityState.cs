namespace WebhookRelay.Ledger;

/// <summary>How far the stored counts go.</summary>
/// <param name="IsOpen">Whether a process counts. It is still set if the process was killed.</param>
/// <param name="UpTo">Every entry up to this sequence is counted, or in a gap.</param>
/// <param name="SavedSlot">The slot of the last save.</param>
/// <param name="SinceSlot">The slot of the first count.</param>
internal sealed record ActivityState(bool IsOpen, long UpTo, long SavedSlot, long SinceSlot)
{
    public byte[] Encode()
    {
        var fields = new FieldWriter(64);
        fields.Add(IsOpen ? 1 : 0);
        fields.Add(UpTo);
        fields.Add(SavedSlot);
        fields.Add(SinceSlot);
        return fields.Written.ToArray();
    }

    public static ActivityState Decode(byte[] record)
    {
        var fields = new FieldReader(record);
        return new ActivityState(fields.Number() is not 0, fields.Number(), fields.Number(), fields.Number());
    }
}

/// <summary>
/// What a killed process had counted and not stored. Its accepted deliveries are counted again from the entries, when the
/// counts are read. Settled deliveries and refused requests of up to one slot are lost.
/// </summary>
/// <param name="FoundTicks">When the next process began, in UTC ticks.</param>
/// <param name="After">Entries after this sequence are concerned.</param>
/// <param name="UpTo">The last entry concerned.</param>
/// <param name="FromSlot">The slot of the last save.</param>
/// <param name="IsCounted">Whether the accepted deliveries were counted again.</param>
internal sealed record ActivityGap(long FoundTicks, long After, long UpTo, long FromSlot, bool IsCounted)
{
    /// <summary>The slot in which the next process began.</summary>
    public long ToSlot => FoundTicks / ActivitySlot.Length.Ticks;

    public byte[] Encode()
    {
        var fields = new FieldWriter(64);
        fields.Add(After);
        fields.Add(UpTo);
        fields.Add(FromSlot);
        fields.Add(IsCounted ? 1 : 0);
        return fields.Written.ToArray();
    }

    public static ActivityGap Decode(long foundTicks, byte[] record)
    {
        var fields = new FieldReader(record);
        return new ActivityGap(foundTicks, fields.Number(), fields.Number(), fields.Number(), fields.Number() is not 0);
    }
}

/// <param name="Gap">The gap.</param>
/// <param name="Counts">Its accepted deliveries by slot.</param>
internal sealed record RecountedGap(ActivityGap Gap, IReadOnlyDictionary<long, ActivityCounts> Counts);

/// <param name="Counts">The counts by their first slot, in order.</param>
/// <param name="Gaps">All gaps.</param>
internal sealed record ActivityRecords(IReadOnlyList<KeyValuePair<long, ActivityCounts>> Counts, IReadOnlyList<ActivityGap> Gaps);
