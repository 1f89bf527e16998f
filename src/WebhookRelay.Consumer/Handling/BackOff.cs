namespace WebhookRelay.Consumer.Handling;

/// <summary>How long a failed handler waits before it is called again.</summary>
internal static class BackOff
{
    /// <param name="options">The settings.</param>
    /// <param name="failures">How often it has failed, at least once.</param>
    public static TimeSpan After(LabelboxConsumerOptions options, int failures)
    {
        var pause = options.RetryAfter.TotalMilliseconds * Math.Pow(2, failures - 1);
        return pause < options.LongestRetryAfter.TotalMilliseconds ? TimeSpan.FromMilliseconds(pause) : options.LongestRetryAfter;
    }

    /// <summary>The longest that one handler can keep an event, its calls and the pauses together.</summary>
    public static TimeSpan Longest(LabelboxConsumerOptions options)
    {
        var calls = options.HandlerTimeout * (options.Retries + 1);
        return Enumerable.Range(1, options.Retries).Aggregate(calls, (sum, failures) => sum + After(options, failures));
    }
}
