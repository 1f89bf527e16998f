namespace WebhookRelay.Relaying;

/// <summary>Observes deliveries that the relay has read. Called on the hot path, so it must return at once and not throw.</summary>
internal interface IPayloadObserver
{
    /// <summary>A delivery was read, and its payload version is known.</summary>
    void Read(string webhook, string mark, string version, DateTimeOffset acceptedAt);
}
