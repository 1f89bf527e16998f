namespace WebhookRelay.Consumer.Handling;

/// <summary>Exponential back-off between the calls of a failing handler.</summary>
internal static class BackOff
{
    /// <param name="options">The settings.</param>
    /// <param name="failures">The number of failures so far, at least 1.</param>
    public static TimeSpan DelayAfter(LabelboxConsumerOptions options, int failures)
    {
        var pause = options.RetryAfter.TotalMilliseconds * Math.Pow(2, failures - 1);
        return pause < options.LongestRetryAfter.TotalMilliseconds ? TimeSpan.FromMilliseconds(pause) : options.LongestRetryAfter;
    }

    /// <summary>The longest time that one handler can hold an event: all its calls and the delays between them.</summary>
    public static TimeSpan LongestTotal(LabelboxConsumerOptions options)
    {
        var calls = options.HandlerTimeout * (options.Retries + 1);
        return Enumerable.Range(1, options.Retries).Aggregate(calls, (sum, failures) => sum + DelayAfter(options, failures));
    }
}
