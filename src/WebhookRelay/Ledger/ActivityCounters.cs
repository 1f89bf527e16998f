using WebhookRelay.Contracts;

namespace WebhookRelay.Ledger;

/// <summary>
/// Counts what happens, in memory. The ledger's writer counts what it has written, and stores the counts when the next slot
/// begins or when they are read; so it needs no timer. Only <see cref="Refused"/> may be called by other threads.
/// </summary>
internal sealed class ActivityCounters(ActivityTable table, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Dictionary<long, ActivityCounts> _unsaved = [];
    private Dictionary<long, ActivityCounts> _refused = [];
    private ActivityState _state = new(IsOpen: true, UpTo: 0, SavedSlot: 0, SinceSlot: 0);
    private ActivityCounts _current = new();
    private long _slot = -1;
    private long _slotBegin;
    private long _slotEnd;
    private long _refusedSlot = -1;
    private string? _event;
    private LabelboxTopic _topic;

    /// <summary>Whether a slot has ended since the last save.</summary>
    public bool IsDue { get; private set; }

    /// <summary>The first slot that was counted.</summary>
    public long SinceSlot => _state.SinceSlot;

    /// <summary>Begins to count, or continues after the ledger was opened again.</summary>
    /// <param name="head">The newest entry.</param>
    /// <param name="counted">The newest entry that this process has counted; null when it begins.</param>
    public void Begin(long head, long? counted)
    {
        var (now, slot) = (time.GetUtcNow(), ActivitySlot.Of(time.GetUtcNow()));
        var before = table.State();
        var after = counted ?? before?.UpTo ?? head;
        var gap = before is null || (counted is not null ? counted == head : !before.IsOpen && before.UpTo == head)
            ? null
            : new ActivityGap(now.UtcTicks, after, head, before.SavedSlot, IsCounted: after == head);
        _state = new ActivityState(IsOpen: true, head, slot, before?.SinceSlot ?? slot);
        table.Begin(_state, gap);
    }

    public void Accepted(LedgerEntry entry)
    {
        // Successive deliveries often have the same topic.
        if (!string.Equals(entry.Event, _event, StringComparison.Ordinal))
        {
            (_event, _topic) = (entry.Event, LabelboxTopics.FromHeader(entry.Event));
        }

        At(entry.AcceptedAt.UtcTicks).Accepted(entry.Webhook, _topic);
    }

    public void Settled(Settlement settlement) => At(settlement.At.UtcTicks).Settled(settlement.State, settlement.Facts.Topic);

    /// <summary>Counts a refused request; true if the counts should be saved.</summary>
    public bool Refused(string reason)
    {
        lock (_lock)
        {
            var slot = ActivitySlot.Of(time.GetUtcNow());
            Of(_refused, slot).Refused(reason);
            (var before, _refusedSlot) = (_refusedSlot, slot);
            return before >= 0 && before != slot;
        }
    }

    /// <summary>Stores what was counted. If that fails, it is stored by a later call.</summary>
    /// <param name="upTo">The newest entry that was counted.</param>
    /// <param name="isLast">Whether the process ends.</param>
    /// <param name="recounted">A gap that was counted again.</param>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be written now.</exception>
    public void Save(long upTo, bool isLast, RecountedGap? recounted)
    {
        TakeRefused();
        var state = _state with { IsOpen = !isLast, UpTo = upTo, SavedSlot = ActivitySlot.Of(time.GetUtcNow()) };
        table.Save(_unsaved, state, recounted);
        (_state, _unsaved, _slotBegin, _slotEnd, IsDue) = (state, [], 0, 0, false);
    }

    private void TakeRefused()
    {
        Dictionary<long, ActivityCounts> refused;
        lock (_lock)
        {
            (refused, _refused) = (_refused, []);
        }

        foreach (var (slot, counts) in refused)
        {
            Of(_unsaved, slot).Add(counts);
        }
    }

    /// <summary>The counts of a time. The clock may jump.</summary>
    private ActivityCounts At(long ticks)
    {
        if (ticks < _slotBegin || ticks >= _slotEnd)
        {
            var slot = ticks / ActivitySlot.Length.Ticks;
            IsDue |= _slot >= 0 && slot != _slot;
            (_slot, _slotBegin, _slotEnd) = (slot, slot * ActivitySlot.Length.Ticks, (slot + 1) * ActivitySlot.Length.Ticks);
            _current = Of(_unsaved, slot);
        }

        return _current;
    }

    private static ActivityCounts Of(Dictionary<long, ActivityCounts> slots, long slot)
    {
        if (!slots.TryGetValue(slot, out var counts))
        {
            slots[slot] = counts = new ActivityCounts();
        }

        return counts;
    }
}
