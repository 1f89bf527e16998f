namespace WebhookRelay.Receiving;

/// <summary>Observes signed requests. Called on the hot path, so it must return at once and not throw.</summary>
internal interface IDeliveryObserver
{
    /// <summary>A delivery was verified and stored.</summary>
    void Verified(string webhook, string mark);

    /// <summary>A request was signed with none of the webhook's secrets.</summary>
    void Refused(string webhook);
}
