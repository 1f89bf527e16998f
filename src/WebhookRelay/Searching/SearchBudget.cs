namespace WebhookRelay.Searching;

/// <summary>Limits the cost of one page, so that every page is answered quickly.</summary>
internal sealed class SearchBudget(int steps, long bytes)
{
    private const int SkipsPerStep = 10;

    private int _skips = steps * SkipsPerStep;
    private long _bytes = bytes;

    public bool IsExhausted => _skips <= 0 || _bytes <= 0;

    /// <summary>A record was sought and read.</summary>
    public void Step() => _skips -= SkipsPerStep;

    /// <summary>A record was skipped.</summary>
    public void Skip() => _skips--;

    /// <summary>A payload was read.</summary>
    public void Read(long bytes) => _bytes -= bytes;
}
