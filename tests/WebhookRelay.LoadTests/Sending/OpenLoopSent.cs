namespace WebhookRelay.LoadTests.Sending;

/// <summary>What the open-loop sender saw.</summary>
/// <param name="Acknowledged">The numbers of the deliveries that were answered 200.</param>
/// <param name="Others">How many were not.</param>
/// <param name="Milliseconds">From when each was due to its answer, in ascending order.</param>
internal sealed record OpenLoopSent(IReadOnlyList<int> Acknowledged, int Others, IReadOnlyList<double> Milliseconds)
{
    public double Percentile(double share) => Milliseconds[Math.Min(Milliseconds.Count - 1, (int)(Milliseconds.Count * share))];
}
