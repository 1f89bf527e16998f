namespace WebhookRelay.LoadTests.Sending;

/// <summary>The result of the open-loop sender.</summary>
/// <param name="Acknowledged">The numbers of the deliveries answered with 200.</param>
/// <param name="Others">The number of other responses.</param>
/// <param name="Milliseconds">The response times from the scheduled time, in ascending order.</param>
internal sealed record OpenLoopSent(IReadOnlyList<int> Acknowledged, int Others, IReadOnlyList<double> Milliseconds)
{
    public double Percentile(double share) => Milliseconds[Math.Min(Milliseconds.Count - 1, (int)(Milliseconds.Count * share))];
}
