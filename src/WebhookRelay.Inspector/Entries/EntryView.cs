namespace WebhookRelay.Inspector.Entries;

/// <summary>Everything about one delivery.</summary>
/// <param name="Sequence">Its place in the ledger, 20 digits.</param>
/// <param name="Id">The delivery's id.</param>
/// <param name="Topic">The event header.</param>
/// <param name="State">Its state.</param>
/// <param name="Steps">From its acceptance to its state.</param>
/// <param name="Facts">What the delivery is.</param>
/// <param name="Headers">The stored request headers.</param>
/// <param name="Payload">The body.</param>
/// <param name="Event">The event.</param>
/// <param name="Attempts">Its attempts, oldest first.</param>
/// <param name="Reaches">Who gets it now; null if the broker cannot be queried.</param>
/// <param name="Newer">The next newer entry.</param>
/// <param name="Older">The next older entry.</param>
/// <param name="Tab">The tab to show.</param>
/// <param name="Revealed">Whether secrets and signed addresses are shown.</param>
public sealed record EntryView(
    string Sequence, string Id, string Topic, string State, IReadOnlyList<StateStep> Steps, IReadOnlyList<FactView> Facts, IReadOnlyList<FactView> Headers, DocumentView Payload, DocumentView Event,
    IReadOnlyList<AttemptRow> Attempts, IReadOnlyList<ReachView>? Reaches, string? Newer, string? Older, string Tab, bool Revealed)
{
    public string Path => $"/inspect/entries/{Sequence}";
}

/// <param name="Name">The state, or the result of an attempt.</param>
/// <param name="At">When it was reached.</param>
/// <param name="After">The time since the step before; null for the first.</param>
/// <param name="Note">More about it.</param>
public sealed record StateStep(string Name, DateTimeOffset At, TimeSpan? After, string? Note = null);

/// <param name="Name">What it is.</param>
/// <param name="Value">Its value.</param>
/// <param name="Note">More about it.</param>
/// <param name="Link">A page about it.</param>
/// <param name="IsCode">Whether it is an id or a digest.</param>
public sealed record FactView(string Name, string Value, string? Note = null, string? Link = null, bool IsCode = false);

/// <summary>A body or an event.</summary>
/// <param name="Json">Its JSON; null if it is none or too large.</param>
/// <param name="Text">Its text, if it is not JSON.</param>
/// <param name="Absent">Why there is nothing to show; null if there is.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Digest">SHA-256, hex.</param>
/// <param name="At">The JSON pointer of the part to show.</param>
/// <param name="Skip">How many members of that part to leave out.</param>
/// <param name="Search">The text to find in it; null for none.</param>
public sealed record DocumentView(ReadOnlyMemory<byte>? Json, string? Text, string? Absent, long Bytes, string? Digest, string At, int Skip, string? Search = null);

/// <summary>One attempt to relay or replay it.</summary>
public sealed record AttemptRow(DateTimeOffset At, string Outcome, string? RoutingKey, string? Error, string? ReplayId, string? Queue);

/// <param name="Queue">A queue that is bound for its routing key.</param>
/// <param name="Messages">Its ready messages.</param>
/// <param name="Consumers">Its consumers.</param>
public sealed record ReachView(string Queue, long? Messages, long? Consumers);
