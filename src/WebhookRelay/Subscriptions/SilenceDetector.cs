namespace WebhookRelay.Subscriptions;

/// <summary>
/// Detects when a webhook is silent for longer than is likely: longer than 15 minutes, than ten times the 99th percentile
/// of recent gaps, and than 1.25 times the longest gap of the last two weeks, so that nights and weekends are learned.
/// </summary>
internal sealed class SilenceDetector
{
    private const int MaxGaps = 200;
    private const int MinGaps = 20;
    private const double UsualGapFactor = 10;
    private const double LongestGapFactor = 1.25;

    private static readonly TimeSpan MinSilence = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Memory = TimeSpan.FromDays(14);

    private readonly Lock _lock = new();
    private readonly Queue<TimeSpan> _gaps = new();
    private readonly Dictionary<DateOnly, TimeSpan> _longest = [];
    private DateTimeOffset? _last;
    private bool _hadDowntime;

    public DateTimeOffset? Last
    {
        get
        {
            lock (_lock)
            {
                return _last;
            }
        }
    }

    public void Record(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_last is { } last && !_hadDowntime)
            {
                AddGap(now > last ? now - last : TimeSpan.Zero, DateOnly.FromDateTime(now.UtcDateTime));
            }

            _last = now > _last || _last is null ? now : _last;
            _hadDowntime = false;
        }
    }

    /// <summary>The longest likely silence; null while there are too few deliveries.</summary>
    public TimeSpan? LongestLikelySilence()
    {
        lock (_lock)
        {
            if (_gaps.Count < MinGaps)
            {
                return null;
            }

            var usual = _gaps.Order().ElementAt((int)Math.Ceiling(_gaps.Count * 0.99) - 1);
            return new[] { MinSilence, usual * UsualGapFactor, _longest.Values.Max() * LongestGapFactor }.Max();
        }
    }

    public SilenceHistory ToHistory()
    {
        lock (_lock)
        {
            return new SilenceHistory(_last, [.. _gaps], new Dictionary<DateOnly, TimeSpan>(_longest));
        }
    }

    public void Merge(SilenceHistory history)
    {
        lock (_lock)
        {
            foreach (var gap in history.Gaps.Take(MaxGaps - _gaps.Count))
            {
                _gaps.Enqueue(gap);
            }

            foreach (var (day, gap) in history.Longest)
            {
                _longest[day] = _longest.TryGetValue(day, out var known) && known > gap ? known : gap;
            }

            // A gap during the relay's own downtime says nothing about the webhook.
            _hadDowntime |= _last is null;
            _last = _last is null || history.Last > _last ? history.Last : _last;
        }
    }

    private void AddGap(TimeSpan gap, DateOnly day)
    {
        _gaps.Enqueue(gap);
        if (_gaps.Count > MaxGaps)
        {
            _gaps.Dequeue();
        }

        if (!_longest.TryGetValue(day, out var longest))
        {
            foreach (var old in _longest.Keys.Where(each => each.DayNumber < day.DayNumber - Memory.Days).ToList())
            {
                _longest.Remove(old);
            }
        }

        _longest[day] = longest > gap ? longest : gap;
    }
}

/// <param name="Last">When the newest delivery arrived.</param>
/// <param name="Gaps">The latest gaps between deliveries.</param>
/// <param name="Longest">The longest gap of each day.</param>
internal sealed record SilenceHistory(DateTimeOffset? Last, IReadOnlyList<TimeSpan> Gaps, IReadOnlyDictionary<DateOnly, TimeSpan> Longest);
