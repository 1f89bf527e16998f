namespace WebhookRelay.Deduplication;

/// <summary>
/// How long failures of one question are put down to something else than the other side being away. A question that took far
/// longer than its deadline was not left unanswered: this process stood still (paused, frozen, moved) and the answer may lie
/// in the socket, so it is asked again, for one more deadline.
/// </summary>
internal sealed class ProcessPauseDetector(TimeProvider time, TimeSpan deadline)
{
    /// <summary>More than a busy thread pool makes of a deadline.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    private long _startedAt = time.GetTimestamp();
    private bool _wasPaused;

    /// <summary>At a failure: whether the other side is to be taken as away.</summary>
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
