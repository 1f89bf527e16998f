using WebhookRelay.Contracts;
using WebhookRelay.Ledger;

namespace WebhookRelay.Searching;

/// <summary>A search filter. All given conditions must match.</summary>
internal sealed record EntryFilter
{
    /// <summary>A day, and an hour to read all pages: time passes between them.</summary>
    private static readonly TimeSpan LongestPayloadSearch = TimeSpan.FromHours(25);

    /// <summary>Any of these; empty means all.</summary>
    public IReadOnlyList<DeliveryState> States { get; init; } = [];

    /// <summary>Any of these; empty means all.</summary>
    public IReadOnlyList<LabelboxTopic> Topics { get; init; } = [];

    public string? Id { get; init; }

    public string? Project { get; init; }

    public string? DataRow { get; init; }

    public string? Label { get; init; }

    /// <summary>The name of the webhook, in any letter case; empty for the path without a name.</summary>
    public string? Webhook { get; init; }

    /// <summary>The mark of the secret that signed it.</summary>
    public string? SecretMark { get; init; }

    /// <summary>Accepted at or after.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Accepted before.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>A part of the error text, ignoring case.</summary>
    public string? Error { get; init; }

    /// <summary>A part of the payload as received.</summary>
    public string? Contains { get; init; }

    /// <summary>Whether it has conditions on payload fields.</summary>
    public bool NeedsFacts => Project is not null || DataRow is not null || Label is not null;

    /// <summary>The sequence ranges to search.</summary>
    public IReadOnlyList<SequenceRange> Ranges(LedgerView view) => From is null && To is null
        ? [new SequenceRange(1, long.MaxValue)]
        : TimeSegments.Of(view).Between(From is { } from ? LedgerEntry.Microseconds(from) : 0, To is { } to ? LedgerEntry.Microseconds(to) : long.MaxValue);

    /// <summary>Whether few enough entries remain to search their payloads, if it does: those of a day, or those that an index finds.</summary>
    public bool CanReadPayloads(DateTimeOffset now) =>
        Contains is null
        || Id is not null || NeedsFacts
        || (States.Count > 0 && !States.Any(state => state is DeliveryState.Accepted or DeliveryState.Relayed))
        || (From is { } from && (To ?? now) - from <= LongestPayloadSearch);

    public bool Allows(DeliveryState state) => States.Count is 0 || States.Contains(state);

    /// <summary>Whether it matches an entry, apart from payload fields.</summary>
    public bool Matches(LedgerEntry entry, Settlement? settlement) =>
        Allows(settlement?.State ?? DeliveryState.Accepted)
        && (Topics.Count is 0 || Topics.Contains(LabelboxTopics.FromHeader(entry.Event)))
        && (From is not { } from || entry.AcceptedAt >= from)
        && (To is not { } to || entry.AcceptedAt < to)
        && (Webhook is null || string.Equals(Webhook, entry.Webhook, StringComparison.OrdinalIgnoreCase))
        && (SecretMark is null || string.Equals(SecretMark, entry.SecretMark, StringComparison.Ordinal))
        && (Id is null || string.Equals(Id, entry.Id, StringComparison.Ordinal))
        && (Error is null || settlement?.Error?.Contains(Error, StringComparison.OrdinalIgnoreCase) is true);

    /// <summary>Whether it matches the payload fields.</summary>
    public bool Matches(EntryFacts facts) =>
        Is(Project, facts.ProjectId) && Is(DataRow, facts.DataRowId) && Is(Label, facts.LabelId);

    private static bool Is(string? asked, string? there) => asked is null || string.Equals(asked, there, StringComparison.Ordinal);
}
