using System.Buffers.Binary;

namespace WebhookRelay.Ledger;

/// <summary>
/// Attempts that an entry's settlement does not record: earlier ones, and those of later replays. An entry relayed at the
/// first attempt, as nearly all are, needs no record here.
/// </summary>
internal static class AttemptLog
{
    /// <summary>The number of attempts kept per entry; the oldest are deleted.</summary>
    public const int MaxPerEntry = 50;

    private const int ReadBeyond = 8;
    private const int ReadAtOnce = 1024;

    /// <summary>The keys of the attempts to delete before adding one.</summary>
    public static List<byte[]> KeysOverLimit(ILedgerDatabase database, long sequence)
    {
        var there = database.Scan(ColumnFamily.Attempts, EntryCodec.Key(sequence), MaxPerEntry + ReadBeyond)
            .Select(record => record.Key)
            .TakeWhile(key => EntryCodec.Sequence(key) == sequence)
            .ToList();
        return there[..Math.Max(0, there.Count - (MaxPerEntry - 1))];
    }

    /// <param name="batch">The batch to write to.</param>
    /// <param name="sequence">The entry's sequence.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="ordinal">Distinguishes attempts with the same time.</param>
    public static void Put(LedgerBatch batch, long sequence, DeliveryAttempt attempt, int ordinal) =>
        batch.Put(ColumnFamily.Attempts, Key(sequence, attempt.At, ordinal), SettlementCodec.Encode(attempt));

    /// <summary>All recorded attempts, oldest first, including the one that led to the settlement.</summary>
    public static IReadOnlyList<DeliveryAttempt> Read(LedgerView view, long sequence, Settlement? settlement)
    {
        using var records = view.OpenCursor(ColumnFamily.Attempts, EntryCodec.Key(sequence), newestFirst: false);
        var attempts = new List<DeliveryAttempt>();
        for (records.SeekToFirst(); records.Current is not null; records.MoveNext())
        {
            attempts.Add(SettlementCodec.DecodeAttempt(records.Value));
        }

        if (settlement is not null)
        {
            attempts.Add(DeliveryAttempt.Of(settlement));
        }

        return [.. attempts.OrderBy(attempt => attempt.At)];
    }

    /// <summary>The refused entries of a range, with the queues that accepted them.</summary>
    public static Dictionary<long, List<string>> Refused(ILedgerDatabase database, byte[] lowest, byte[] highest)
    {
        var (from, to) = (lowest, EntryCodec.Sequence(highest));
        var refused = new Dictionary<long, List<string>>();
        while (database.Scan(ColumnFamily.Attempts, from, ReadAtOnce) is { Count: > 0 } records)
        {
            foreach (var (key, record) in records)
            {
                var sequence = EntryCodec.Sequence(key);
                if (sequence > to)
                {
                    return refused;
                }

                var attempt = SettlementCodec.DecodeAttempt(record);
                if (attempt is { ReplayId: null, Result: AttemptResult.Refused } or { ReplayId: null, Result: AttemptResult.Relayed, Queue: not null })
                {
                    refused.TryAdd(sequence, []);
                    if (attempt is { Result: AttemptResult.Relayed, Queue: { } queue })
                    {
                        refused[sequence].Add(queue);
                    }
                }
            }

            from = [.. records[^1].Key, 0];
        }

        return refused;
    }

    private static byte[] Key(long sequence, DateTimeOffset at, int ordinal)
    {
        var key = new byte[2 * sizeof(long) + sizeof(int)];
        BinaryPrimitives.WriteInt64BigEndian(key, sequence);
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(sizeof(long)), at.UtcTicks);
        BinaryPrimitives.WriteInt32BigEndian(key.AsSpan(2 * sizeof(long)), ordinal);
        return key;
    }
}
