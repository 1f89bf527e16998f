namespace WebhookRelay.Deduplication;

/// <summary>
/// How long failures of one question are put down to something else than the other side being away. A question that took far
/// longer than its deadline was not left unanswered: this process stood still (paused, frozen, moved) and the answer may lie
/// in the socket, so it is asked again, for one more deadline.
/// </summary>
internal sealed class Patience(TimeProvider time, TimeSpan deadline)
{
    /// <summary>More than a busy thread pool makes of a deadline.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    private long _began = time.GetTimestamp();
    private bool _stoodStill;

    /// <summary>At a failure: whether the other side is to be taken as away.</summary>
    public bool IsOver()
    {
        var took = time.GetElapsedTime(_began);
        if (_stoodStill)
        {
            return took >= deadline;
        }

        _stoodStill = took > deadline + Slack;
        _began = time.GetTimestamp();
        return !_stoodStill;
    }
}
