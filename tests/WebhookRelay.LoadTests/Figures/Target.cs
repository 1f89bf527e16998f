namespace WebhookRelay.LoadTests.Figures;

/// <summary>A performance target and the measured value.</summary>
/// <param name="What">The description.</param>
/// <param name="Wanted">The limit.</param>
/// <param name="AtMost">Whether the limit is an upper limit.</param>
/// <param name="Reached">The measured value; null if it was not measured.</param>
internal sealed record Target(string What, double Wanted, bool AtMost, double? Reached)
{
    public bool IsReached => Reached is { } reached && (AtMost ? reached <= Wanted : reached >= Wanted);
}
