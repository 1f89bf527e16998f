namespace WebhookRelay.SampleData;

/// <summary>Paces work to a number of items a second. It catches up after a delay.</summary>
internal sealed class RatePacer(TimeProvider time, double perSecond)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly long _started = time.GetTimestamp();
    private long _let;

    /// <returns>How many items are due, at least one; <paramref name="wanted"/> if there is no rate.</returns>
    public async Task<int> DueAsync(int wanted, CancellationToken cancellationToken)
    {
        if (perSecond is 0)
        {
            return wanted;
        }

        while (true)
        {
            var elapsed = time.GetElapsedTime(_started);
            var due = (long)(elapsed.TotalSeconds * perSecond) - _let;
            if (due > 0)
            {
                var now = (int)Math.Min(due, wanted);
                _let += now;
                return now;
            }

            var wait = TimeSpan.FromSeconds((_let + 1) / perSecond) - elapsed;
            await Task.Delay(wait > Shortest ? wait : Shortest, time, cancellationToken);
        }
    }
}
