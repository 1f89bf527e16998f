using System.Security.Cryptography;
using WebhookRelay.Ledger;

namespace WebhookRelay.Verifying;

/// <summary>
/// Checks the hash chain from the first to the newest entry, and that each entry and body is what was accepted. The chain
/// alone cannot reveal that it was rewritten as a whole or truncated; events saved by subscribers can.
/// </summary>
internal sealed class LedgerVerifier(LedgerStore store, TimeProvider time)
{
    private const int PageEntries = 500;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);

    /// <summary>Stops at the first fault.</summary>
    /// <param name="saved">Saved events to compare with.</param>
    /// <param name="progress">Called from time to time with the progress.</param>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read.</exception>
    /// <exception cref="IOException">A large body cannot be read.</exception>
    public VerificationResult Verify(IReadOnlyList<SavedEvent> saved, Action<VerificationResult> progress)
    {
        var (previous, entries, verified) = (store.Chain.LastRemoved(), 0L, 0L);
        var removed = previous.Sequence;
        DateTimeOffset? first = null;
        var last = DateTimeOffset.UnixEpoch;
        VerificationResult Result(string? fault) => new(entries, verified, first, last, removed, saved.Count(each => each.Sequence <= removed), fault);
        var comparing = saved.Where(each => each.Sequence > removed).ToLookup(each => each.Sequence);
        var missing = comparing.Select(each => each.Key).ToHashSet();
        if (saved.FirstOrDefault(each => !string.Equals(each.LedgerId, store.LedgerId, StringComparison.Ordinal)) is { } foreign)
        {
            return Result($"the kept event {foreign.Id} belongs to the ledger {foreign.LedgerId}, and this one is {store.LedgerId}");
        }

        var reportedAt = time.GetTimestamp();
        while (store.Database.Scan(ColumnFamily.Entries, EntryCodec.Key(previous.Sequence + 1), PageEntries) is { Count: > 0 } page)
        {
            foreach (var (key, record) in page)
            {
                var sequence = EntryCodec.Sequence(key);
                if (Decoded(record) is not var (entry, bytesBefore))
                {
                    return Result($"the record of entry {sequence} is invalid");
                }

                if ((FaultOf(sequence, entry, bytesBefore, previous) ?? FaultOfBody(entry) ?? FaultOfSaved(entry, comparing[sequence])) is { } fault)
                {
                    return Result(fault);
                }

                missing.Remove(sequence);
                first ??= entry.AcceptedAt;
                last = entry.AcceptedAt;
                previous = new ChainHead(sequence, entry.Hash.ToArray(), bytesBefore + entry.BodyLength);
                (entries, verified) = (entries + 1, verified + entry.BodyLength);
            }

            if (time.GetElapsedTime(reportedAt) >= ProgressInterval)
            {
                reportedAt = time.GetTimestamp();
                progress(Result(fault: null));
            }
        }

        return Result(FaultAfterHead(previous.Sequence) ?? FaultOfMissing(saved.FirstOrDefault(each => missing.Contains(each.Sequence)), previous.Sequence));
    }

    private static (LedgerEntry Entry, long BytesBefore)? Decoded(byte[] record)
    {
        try
        {
            return EntryCodec.Decode(record);
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException or FormatException)
        {
            return null;
        }
    }

    private static string? FaultOf(long sequence, LedgerEntry entry, long bytesBefore, ChainHead previous)
    {
        if (entry.Sequence != sequence)
        {
            return $"entry {entry.Sequence} was moved to where entry {sequence} belongs";
        }

        if (bytesBefore != previous.Bytes)
        {
            return previous.Sequence > 0
                ? $"between entry {previous.Sequence} and entry {sequence} one was removed, or {sequence} was put there"
                : $"an entry before {sequence}, the first there is, was removed";
        }

        return entry.Hash.Span.SequenceEqual(EntryCodec.Link(previous.Hash, entry)) ? null : $"entry {sequence} ({entry.Id}) was changed";
    }

    private string? FaultOfBody(LedgerEntry entry)
    {
        switch (store.ReadBody(entry))
        {
            case EntryBody.InMemory { Bytes: var bytes }:
                return entry.BodyDigest.Span.SequenceEqual(SHA256.HashData(bytes.Span)) ? null : $"the body of entry {entry.Sequence} ({entry.Id}) was changed";
            case EntryBody.InFile file when File.Exists(file.Path):
                using (var stream = file.Open())
                {
                    return entry.BodyDigest.Span.SequenceEqual(SHA256.HashData(stream)) ? null : $"the body of entry {entry.Sequence} ({entry.Id}), '{file.Path}', was changed";
                }

            default:
                return $"the body of entry {entry.Sequence} ({entry.Id}) was removed";
        }
    }

    private static string? FaultOfSaved(LedgerEntry entry, IEnumerable<SavedEvent> saved) =>
        saved.FirstOrDefault(each => !string.Equals(each.LedgerHash, Convert.ToHexStringLower(entry.Hash.Span), StringComparison.OrdinalIgnoreCase)) is { } other
            ? $"entry {entry.Sequence} ({entry.Id}) has another ledgerhash than the kept event {other.Id}: the chain was rewritten from it or an earlier entry on"
            : null;

    /// <summary>Finds records of entries that were cut off the end of the chain.</summary>
    private string? FaultAfterHead(long head)
    {
        foreach (var family in new[] { ColumnFamily.Bodies, ColumnFamily.Settlements, ColumnFamily.Pending })
        {
            if (store.Database.Scan(family, EntryCodec.Key(head + 1), 1) is [var left])
            {
                return $"entry {EntryCodec.Sequence(left.Key)}, behind the newest, was removed";
            }
        }

        return null;
    }

    private static string? FaultOfMissing(SavedEvent? missing, long head) => missing is null
        ? null
        : $"entry {missing.Sequence}, of the kept event {missing.Id}, is not there: "
            + (missing.Sequence > head ? $"the ledger's end, behind {head}, was removed, or this is a backup from before it" : "it was removed");
}

/// <summary>The progress and result of a verification.</summary>
/// <param name="Entries">The number of intact entries.</param>
/// <param name="Bytes">The bytes of their bodies.</param>
/// <param name="First">When the first one was accepted; null if there is none.</param>
/// <param name="Last">When the last one was accepted.</param>
/// <param name="Removed">The last sequence that retention removed; 0 if none.</param>
/// <param name="Incomparable">How many saved events are older than the oldest kept entry.</param>
/// <param name="Fault">The first fault; null if there is none so far.</param>
internal sealed record VerificationResult(long Entries, long Bytes, DateTimeOffset? First, DateTimeOffset Last, long Removed, int Incomparable, string? Fault);
