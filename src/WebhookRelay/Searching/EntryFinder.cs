using System.Globalization;
using System.Security.Cryptography;
using WebhookRelay.Ledger;

namespace WebhookRelay.Searching;

/// <summary>Finds what an id belongs to, whatever kind of id it is. All kinds but the hash are found through an index.</summary>
internal sealed class EntryFinder(DeliveryLedger ledger, EntrySearch search)
{
    private static readonly SearchOrder NewestFirst = new(NewestFirst: true);

    /// <summary>How many entries one request compares with a hash: about 0.2 s.</summary>
    public int MaxHashes { get; init; } = 100_000;

    /// <param name="text">The id.</param>
    /// <param name="from">Where to continue the search for a hash; null to begin with the newest entry.</param>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public FoundIds Find(string text, long? from)
    {
        List<FoundId?> found = [];
        long? next = null;
        if (from is null)
        {
            found =
            [
                Newest(FoundIdKind.Delivery, text, new EntryFilter { Id = text }),
                .. Sequence(text),
                .. ReplacementId(text),
                Newest(FoundIdKind.Label, text, new EntryFilter { Label = text }),
                Newest(FoundIdKind.DataRow, text, new EntryFilter { DataRow = text }),
                Newest(FoundIdKind.Project, text, new EntryFilter { Project = text }),
            ];
        }

        if (Hash(text) is { } hash)
        {
            (var sequence, next) = ledger.Chain.FindHash(hash, from ?? long.MaxValue, MaxHashes);
            found.Add(sequence is { } of ? Entry(FoundIdKind.LedgerHash, of) : null);
        }

        return new FoundIds([.. found.OfType<FoundId>()], next);
    }

    private FoundId? Newest(FoundIdKind kind, string text, EntryFilter filter) =>
        search.Find(filter, NewestFirst, from: null, upTo: long.MaxValue, limit: 1).Entries is [var newest] ? new FoundId(kind, text, newest) : null;

    private IEnumerable<FoundId?> Sequence(string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            yield return Entry(FoundIdKind.Sequence, sequence);
        }
    }

    /// <summary>The id of the event of a delivery whose own id was used before.</summary>
    private IEnumerable<FoundId?> ReplacementId(string text)
    {
        if (ledger.Ids.First(text) is { } known && Entry(FoundIdKind.Event, known.Sequence) is { } entry && !string.Equals(entry.Newest.Entry.Id, text, StringComparison.Ordinal))
        {
            yield return entry with { Value = text };
        }
    }

    private FoundId? Entry(FoundIdKind kind, long sequence) => ledger.Read(view => view.Find(sequence) is { } entry
        ? new FoundId(kind, sequence.ToString("D20", CultureInfo.InvariantCulture), new FoundEntry(entry, view.ReadSettlement(sequence), view.ReadSettlement(sequence)?.Facts))
        : null);

    private static byte[]? Hash(string text)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        return text.Length == 2 * hash.Length && Convert.FromHexString(text, hash, out _, out _) is System.Buffers.OperationStatus.Done ? hash : null;
    }
}

/// <summary>What an id is of.</summary>
internal enum FoundIdKind
{
    /// <summary>A delivery.</summary>
    Delivery,

    /// <summary>One entry, by its sequence.</summary>
    Sequence,

    /// <summary>The event of a delivery whose own id was used before.</summary>
    Event,

    /// <summary>A label.</summary>
    Label,

    /// <summary>A data row.</summary>
    DataRow,

    /// <summary>A project.</summary>
    Project,

    /// <summary>One entry, by its link in the hash chain.</summary>
    LedgerHash,
}

/// <param name="Found">What the id is of; several if it is the id of several things.</param>
/// <param name="Next">Where to continue the search for a hash; null if everything was searched.</param>
internal sealed record FoundIds(IReadOnlyList<FoundId> Found, long? Next);

/// <param name="Kind">What the id is of.</param>
/// <param name="Value">The id; the sequence of a hash.</param>
/// <param name="Newest">The entry, or the newest of several.</param>
internal sealed record FoundId(FoundIdKind Kind, string Value, FoundEntry Newest);
