namespace WebhookRelay.Cli.Tailing;

/// <summary>Takes the events of the stream one after the other, in the order they were published.</summary>
internal interface IEventSink
{
    /// <summary>Takes an event. The cursor moves past it only after this has ended.</summary>
    Task EventAsync(string published, CancellationToken cancellationToken);

    /// <summary>Events may be missing here.</summary>
    void Gap(string told);
}
