namespace WebhookRelay.LoadTests.Sending;

/// <summary>The result of a sender.</summary>
/// <param name="Acknowledged">The numbers of the deliveries answered with 200.</param>
/// <param name="Refused">The number of other responses.</param>
/// <param name="Broken">The number of failed connections or responses.</param>
/// <param name="Exhausted">Whether the file was too short for the rate, so that deliveries were repeated.</param>
/// <param name="Duration">From the first request to the end of sending.</param>
/// <param name="Ended">The time at which sending ended.</param>
internal sealed record Sent(IReadOnlyList<int> Acknowledged, int Refused, int Broken, bool Exhausted, TimeSpan Duration, long Ended)
{
    public double PerSecond => Acknowledged.Count / Duration.TotalSeconds;
}
