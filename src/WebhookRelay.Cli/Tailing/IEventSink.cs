namespace WebhookRelay.Cli.Tailing;

/// <summary>Receives the events of the stream one at a time, in the order of publishing.</summary>
internal interface IEventSink
{
    /// <summary>Handles an event. The cursor moves past it only after this completes.</summary>
    Task EventAsync(string published, CancellationToken cancellationToken);

    /// <summary>Reports that events may be missing here.</summary>
    void Gap(string message);
}
