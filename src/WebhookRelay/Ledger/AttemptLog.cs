using System.Buffers.Binary;

namespace WebhookRelay.Ledger;

/// <summary>
/// The attempts at an entry that its settlement does not tell of: those before it, and those of replays after it. An
/// entry relayed at the first try, which is nearly every one, has none and costs no record.
/// </summary>
internal static class AttemptLog
{
    /// <summary>So many are kept of an entry; the oldest go.</summary>
    public const int MaxPerEntry = 50;

    private const int ReadBeyond = 8;
    private const int ReadAtOnce = 1024;

    /// <summary>The keys of those that make room for one more.</summary>
    public static List<byte[]> KeysOverLimit(ILedgerDatabase database, long sequence)
    {
        var there = database.Scan(ColumnFamily.Attempts, EntryCodec.Key(sequence), MaxPerEntry + ReadBeyond)
            .Select(record => record.Key)
            .TakeWhile(key => EntryCodec.Sequence(key) == sequence)
            .ToList();
        return there[..Math.Max(0, there.Count - (MaxPerEntry - 1))];
    }

    /// <param name="batch">What it is written with.</param>
    /// <param name="sequence">The entry's.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="ordinal">Tells those of one moment apart.</param>
    public static void Put(LedgerBatch batch, long sequence, DeliveryAttempt attempt, int ordinal) =>
        batch.Put(ColumnFamily.Attempts, Key(sequence, attempt.At, ordinal), SettlementCodec.Encode(attempt));

    /// <summary>Every attempt that is kept, oldest first, with the one that the settlement was the end of.</summary>
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

    /// <summary>The entries of a range that a queue has refused, with the queues that took them.</summary>
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
