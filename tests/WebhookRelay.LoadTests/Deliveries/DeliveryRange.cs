namespace WebhookRelay.LoadTests.Deliveries;

/// <summary>The part of a file that one sending may use: nothing is sent twice to one contestant.</summary>
internal sealed record DeliveryRange(int First, int Count)
{
    public bool Contains(int number) => number >= First && number < First + Count;
}
