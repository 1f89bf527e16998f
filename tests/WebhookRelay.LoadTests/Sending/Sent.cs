namespace WebhookRelay.LoadTests.Sending;

/// <summary>What a sender saw.</summary>
/// <param name="Acknowledged">The numbers of the deliveries that were answered 200.</param>
/// <param name="Refused">How many were answered otherwise.</param>
/// <param name="Broken">How many connections or answers failed.</param>
/// <param name="Exhausted">The file was too short for the rate, and deliveries came again.</param>
/// <param name="Duration">From the first request to the end of sending.</param>
/// <param name="Ended">When the sending ended.</param>
internal sealed record Sent(IReadOnlyList<int> Acknowledged, int Refused, int Broken, bool Exhausted, TimeSpan Duration, long Ended)
{
    public double PerSecond => Acknowledged.Count / Duration.TotalSeconds;
}
