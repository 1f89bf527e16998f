using WebhookRelay.Contracts;
using WebhookRelay.Labelbox;
using WebhookRelay.Ledger;
using WebhookRelay.Payloads;

namespace WebhookRelay.Normalising;

/// <summary>A delivery understood: where it goes, and what its event says.</summary>
/// <param name="Entry">The delivery's place in the ledger.</param>
/// <param name="Facts">What the payload told, and the data row in Export V2 shape.</param>
internal sealed record NormalisedEvent(LedgerEntry Entry, PayloadFacts Facts)
{
    private static readonly string[] KnownTypes =
        [.. Enum.GetValues<LabelboxTopic>().Select(topic => topic is LabelboxTopic.Other ? "" : $"com.labelbox.{LabelboxTopics.Words(topic)}")];

    /// <summary>The event's id: the delivery's, but where that was used before, with another body.</summary>
    public string Id { get; init; } = Entry.Id;

    /// <summary>Where the event's data are in the entry's file, if they are too many for an event; then the facts hold no row.</summary>
    public PayloadPart? DataPart { get; init; }

    /// <summary>The digest of the data's content, if the facts hold no row.</summary>
    public UInt128? DataContentDigest { get; init; }

    /// <summary>What the event says in place of its data, if they are too many for it.</summary>
    public DataReference? Reference { get; init; }

    public long DataLength => DataPart?.Length ?? Facts.DataRow.Length;

    public LabelboxTopic Topic { get; } = LabelboxTopics.FromHeader(Entry.Event);

    public string Type => Topic is LabelboxTopic.Other ? $"com.labelbox.{LabelboxTopics.WordsOf(Entry.Event)}" : KnownTypes[(int)Topic];

    public string RoutingKey { get; } = Contracts.RoutingKey.For(Entry.Event, Facts.ProjectId);

    /// <summary>The event's id; null where it is the delivery's.</summary>
    public string? ReplacementId => string.Equals(Id, Entry.Id, StringComparison.Ordinal) ? null : Id;

    /// <summary>What its entry is found by.</summary>
    public EntryFacts EntryFacts { get; } = new(LabelboxTopics.FromHeader(Entry.Event), Facts.ProjectId, Facts.DataRowId, Facts.LabelId);
}

/// <summary>What an event says in place of data that are too large for it.</summary>
internal sealed record DataReference(string Url, string Sha256, long Length)
{
    public static DataReference To(string payloadUrl, ReadOnlyMemory<byte> digest, long length)
    {
        var sha256 = Convert.ToHexStringLower(digest.Span);
        return new($"{payloadUrl.TrimEnd('/')}{PayloadsRegistration.Path}/{sha256}", sha256, length);
    }
}

/// <summary>What became of a delivery's bytes.</summary>
internal abstract record NormalisationResult
{
    private NormalisationResult()
    {
    }

    /// <summary>They are an event.</summary>
    internal sealed record Understood(NormalisedEvent Event) : NormalisationResult;

    /// <summary>They are signed, but not understandable; the reason names a position or a member, never a value.</summary>
    internal sealed record NotUnderstood(string Reason) : NormalisationResult;
}
