using WebhookRelay.Contracts;
using WebhookRelay.Ledger;

namespace WebhookRelay.Searching;

/// <summary>A search filter. All given conditions must match.</summary>
internal sealed record EntryFilter
{
    /// <summary>Any of these; empty means all.</summary>
    public IReadOnlyList<DeliveryState> States { get; init; } = [];

    /// <summary>Any of these; empty means all.</summary>
    public IReadOnlyList<LabelboxTopic> Topics { get; init; } = [];

    public string? Id { get; init; }

    public string? Project { get; init; }

    public string? DataRow { get; init; }

    public string? Label { get; init; }

    /// <summary>Accepted at or after.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Accepted before.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>A part of the error text, ignoring case.</summary>
    public string? Error { get; init; }

    /// <summary>Whether it has conditions on payload fields.</summary>
    public bool NeedsFacts => Project is not null || DataRow is not null || Label is not null;

    /// <summary>The sequence ranges to search.</summary>
    public IReadOnlyList<SequenceRange> Ranges(LedgerView view) => From is null && To is null
        ? [new SequenceRange(1, long.MaxValue)]
        : TimeSegments.Of(view).Between(From is { } from ? LedgerEntry.Microseconds(from) : 0, To is { } to ? LedgerEntry.Microseconds(to) : long.MaxValue);

    public bool Allows(DeliveryState state) => States.Count is 0 || States.Contains(state);

    /// <summary>Whether it matches an entry, apart from payload fields.</summary>
    public bool Matches(LedgerEntry entry, Settlement? settlement) =>
        Allows(settlement?.State ?? DeliveryState.Accepted)
        && (Topics.Count is 0 || Topics.Contains(LabelboxTopics.FromHeader(entry.Event)))
        && (From is not { } from || entry.AcceptedAt >= from)
        && (To is not { } to || entry.AcceptedAt < to)
        && (Id is null || string.Equals(Id, entry.Id, StringComparison.Ordinal))
        && (Error is null || settlement?.Error?.Contains(Error, StringComparison.OrdinalIgnoreCase) is true);

    /// <summary>Whether it matches the payload fields.</summary>
    public bool Matches(EntryFacts facts) =>
        Is(Project, facts.ProjectId) && Is(DataRow, facts.DataRowId) && Is(Label, facts.LabelId);

    private static bool Is(string? asked, string? there) => asked is null || string.Equals(asked, there, StringComparison.Ordinal);
}
