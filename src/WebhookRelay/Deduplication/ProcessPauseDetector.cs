namespace WebhookRelay.Deduplication;

/// <summary>
/// Distinguishes an unavailable server from a paused process. A call that took far longer than its time-out was not
/// necessarily left unanswered: this process was paused (suspended, frozen, migrated) and the answer may be in the socket,
/// so the call is retried for one more time-out.
/// </summary>
internal sealed class ProcessPauseDetector(TimeProvider time, TimeSpan deadline)
{
    /// <summary>More than a busy thread pool adds to a time-out.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    private long _startedAt = time.GetTimestamp();
    private bool _wasPaused;

    /// <summary>After a failure: whether the server counts as unavailable.</summary>
    public bool ShouldGiveUp()
    {
        var took = time.GetElapsedTime(_startedAt);
        if (_wasPaused)
        {
            return took >= deadline;
        }

        _wasPaused = took > deadline + Slack;
        _startedAt = time.GetTimestamp();
        return !_wasPaused;
    }
}
