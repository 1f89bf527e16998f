using System.Security.Cryptography;
using System.Text.Json;
using WebhookRelay.Ledger;

namespace WebhookRelay.Replaying;

/// <summary>Stores the replays and their remaining work in the ledger.</summary>
internal sealed class ReplayStore(DeliveryLedger ledger)
{
    /// <summary>How many replays are kept; the oldest are deleted.</summary>
    private const int MaxReplays = 1000;

    private const int RandomBytes = 4;

    /// <summary>The length of a replay's id, in characters.</summary>
    public const int IdLength = 2 * (sizeof(long) + RandomBytes);

    public static string NewId(DateTimeOffset now) =>
        Convert.ToHexStringLower([.. EntryCodec.Key(LedgerEntry.Microseconds(now)), .. RandomNumberGenerator.GetBytes(RandomBytes)]);

    /// <summary>Null if there is none or its record cannot be read.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public ReplayRecord? Find(string id) => KeyOf(id) is { } key && ledger.Replays.Find(key) is { } record ? Read(record) : null;

    /// <summary>All replays, newest first, including unreadable ones.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public IReadOnlyList<StoredReplay> All() => [.. ledger.Replays.All().Select(stored => new StoredReplay(Convert.ToHexStringLower(stored.Key), Read(stored.Value)))];

    /// <summary>Stores a new replay; it is on disk when this returns.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be written now.</exception>
    public void Add(ReplayRecord replay)
    {
        var surplus = All().Where(known => known.Record is not { IsActive: true }).Skip(MaxReplays - 1).ToList();
        ledger.Replays.Add(KeyOf(replay.Id)!, Write(replay), surplus.Select(old => KeyOf(old.Id)!));
    }

    /// <summary>Saves the progress. After a crash the replay continues from the last save.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be written now.</exception>
    public void Save(ReplayRecord replay, IEnumerable<long> chosen) => ledger.Replays.Save(KeyOf(replay.Id)!, Write(replay), chosen);

    /// <summary>Saves the final state and deletes the remaining work.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be written now.</exception>
    public void End(ReplayRecord replay) => ledger.Replays.End(KeyOf(replay.Id)!, Write(replay));

    /// <summary>The next entries to replay after a sequence, oldest first.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public IReadOnlyList<long> ReadWork(string id, long after, int limit) => ledger.Replays.ReadWork(KeyOf(id)!, after, limit);

    private static byte[] Write(ReplayRecord replay) => JsonSerializer.SerializeToUtf8Bytes(replay, ReplayRecordJson.Default.ReplayRecord);

    private static ReplayRecord? Read(byte[] record)
    {
        try
        {
            return JsonSerializer.Deserialize(record, ReplayRecordJson.Default.ReplayRecord) is { IsUnderstood: true } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[]? KeyOf(string id) =>
        id.Length is IdLength && id.All(char.IsAsciiHexDigitLower) ? Convert.FromHexString(id) : null;
}

/// <param name="Id">The replay's id.</param>
/// <param name="Record">Null if it cannot be read, for example because another version wrote it.</param>
internal sealed record StoredReplay(string Id, ReplayRecord? Record);
