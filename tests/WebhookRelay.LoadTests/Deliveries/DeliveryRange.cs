namespace WebhookRelay.LoadTests.Deliveries;

/// <summary>The part of a file used by one run, so that no contestant receives a delivery twice.</summary>
internal sealed record DeliveryRange(int First, int Count)
{
    public bool Contains(int number) => number >= First && number < First + Count;
}
