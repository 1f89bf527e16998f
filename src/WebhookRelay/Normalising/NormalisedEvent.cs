using WebhookRelay.Contracts;
using WebhookRelay.Labelbox;
using WebhookRelay.Ledger;

namespace WebhookRelay.Normalising;

/// <summary>A normalised delivery: its routing key and the content of its event.</summary>
/// <param name="Entry">The delivery's entry.</param>
/// <param name="Facts">The facts from the payload, and the data row in Export V2 shape.</param>
internal sealed record NormalisedEvent(LedgerEntry Entry, PayloadFacts Facts)
{
    private static readonly string[] KnownTypes =
        [.. Enum.GetValues<LabelboxTopic>().Select(topic => topic is LabelboxTopic.Other ? "" : $"com.labelbox.{LabelboxTopics.Words(topic)}")];

    /// <summary>The event's id: the delivery's id, unless that was used before with another body.</summary>
    public string Id { get; init; } = Entry.Id;

    /// <summary>The position of the event's data in the entry's file, if they are too large for an event; then the facts contain no data row.</summary>
    public PayloadPart? DataPart { get; init; }

    /// <summary>The digest of the data's content, if the facts contain no data row.</summary>
    public UInt128? DataContentDigest { get; init; }

    /// <summary>The reference to the event's data, if they are too large for it.</summary>
    public DataReference? Reference { get; init; }

    public long DataLength => DataPart?.Length ?? Facts.DataRow.Length;

    /// <summary>Whether its data are too large for an event, so that it needs a reference to them.</summary>
    public bool NeedsReference(long inlineLimit) => DataPart is not null || DataLength > inlineLimit;

    public LabelboxTopic Topic { get; } = LabelboxTopics.FromHeader(Entry.Event);

    public string Type => Topic is LabelboxTopic.Other ? $"com.labelbox.{LabelboxTopics.WordsOf(Entry.Event)}" : KnownTypes[(int)Topic];

    public string RoutingKey { get; } = Contracts.RoutingKey.For(Entry.Event, Facts.ProjectId);

    /// <summary>The event's id, if it differs from the delivery's id.</summary>
    public string? ReplacementId => string.Equals(Id, Entry.Id, StringComparison.Ordinal) ? null : Id;

    /// <summary>The search fields of its entry.</summary>
    public EntryFacts EntryFacts { get; } = new(LabelboxTopics.FromHeader(Entry.Event), Facts.ProjectId, Facts.DataRowId, Facts.LabelId);
}

/// <summary>A reference to data that are too large for an event.</summary>
internal sealed record DataReference(string Url, string Sha256, long Length)
{
    /// <summary>The path on the management port that serves referenced data.</summary>
    public const string Path = "/payloads";

    public static DataReference To(string payloadUrl, ReadOnlyMemory<byte> digest, long length)
    {
        var sha256 = Convert.ToHexStringLower(digest.Span);
        return new($"{payloadUrl.TrimEnd('/')}{Path}/{sha256}", sha256, length);
    }
}

/// <summary>The result of normalising a delivery.</summary>
internal abstract record NormalisationResult
{
    private NormalisationResult()
    {
    }

    /// <summary>The delivery is an event.</summary>
    internal sealed record Understood(NormalisedEvent Event) : NormalisationResult;

    /// <summary>The payload is signed but not understood. The reason names a position or a member, never a value.</summary>
    internal sealed record NotUnderstood(string Reason) : NormalisationResult;
}
