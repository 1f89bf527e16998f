namespace WebhookRelay.LoadTests.Figures;

/// <summary>What is wanted, and what the board says to it.</summary>
/// <param name="What">In words.</param>
/// <param name="Wanted">The bound.</param>
/// <param name="AtMost">Whether the bound is an upper one.</param>
/// <param name="Reached">What was reached; null where it was not measured.</param>
internal sealed record Target(string What, double Wanted, bool AtMost, double? Reached)
{
    public bool IsReached => Reached is { } reached && (AtMost ? reached <= Wanted : reached >= Wanted);
}
