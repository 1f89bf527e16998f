using WebhookRelay.Contracts;
using WebhookRelay.Labelbox;
using WebhookRelay.Ledger;

namespace WebhookRelay.Normalising;

/// <summary>A delivery understood: where it goes, and what its event says.</summary>
/// <param name="Entry">The delivery's place in the ledger.</param>
/// <param name="Facts">What the payload told, and the data row in Export V2 shape.</param>
internal sealed record NormalisedEvent(LedgerEntry Entry, PayloadFacts Facts)
{
    public LabelboxTopic Topic { get; } = LabelboxTopics.FromHeader(Entry.Event);

    public string Type { get; } = $"com.labelbox.{LabelboxTopics.WordsOf(Entry.Event)}";

    public string RoutingKey { get; } = Contracts.RoutingKey.For(Entry.Event, Facts.ProjectId);

    /// <summary>What its entry is found by.</summary>
    public EntryFacts EntryFacts { get; } = new(LabelboxTopics.FromHeader(Entry.Event), Facts.ProjectId, Facts.DataRowId, Facts.LabelId);
}

/// <summary>What became of a delivery's bytes.</summary>
internal abstract record Normalised
{
    private Normalised()
    {
    }

    /// <summary>They are an event.</summary>
    internal sealed record Understood(NormalisedEvent Event) : Normalised;

    /// <summary>They are signed, but not understandable; the reason names a position or a member, never a value.</summary>
    internal sealed record NotUnderstood(string Reason) : Normalised;
}
