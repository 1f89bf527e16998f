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

    private static readonly byte[] Nothing = [];

    private ILedgerDatabase Database => ledger.Store.Database;

    public static string NewId(DateTimeOffset now) =>
        Convert.ToHexStringLower([.. EntryCodec.Key(LedgerEntry.Microseconds(now)), .. RandomNumberGenerator.GetBytes(RandomBytes)]);

    /// <summary>Null if there is none or its record cannot be read.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public ReplayRecord? Find(string id) =>
        KeyOf(id) is { } key && Database.Get(ColumnFamily.Replays, key) is { } record ? Read(record) : null;

    /// <summary>All replays, newest first, including unreadable ones.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public IReadOnlyList<StoredReplay> All() => Database.Read(view =>
    {
        var records = view.OpenCursor(ColumnFamily.Replays, [], newestFirst: true);
        var all = new List<StoredReplay>();
        for (records.SeekToFirst(); records.Current is not null; records.MoveNext())
        {
            all.Add(new StoredReplay(Convert.ToHexStringLower(records.Key), Read(records.Value)));
        }

        return all;
    });

    /// <summary>Stores a new replay; it is on disk when this returns.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be written now.</exception>
    public void Add(ReplayRecord replay)
    {
        var surplus = All().Where(known => known.Record is not { IsActive: true }).Skip(MaxReplays - 1).ToList();
        Database.Write(
            batch =>
            {
                foreach (var old in surplus)
                {
                    batch.Delete(ColumnFamily.Replays, KeyOf(old.Id)!);
                }

                Put(batch, replay);
            },
            sync: true);
    }

    /// <summary>Saves the progress. After a crash the replay continues from the last save.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be written now.</exception>
    public void Save(ReplayRecord replay, IEnumerable<long> chosen) => Database.Write(
        batch =>
        {
            foreach (var sequence in chosen)
            {
                batch.Put(ColumnFamily.ReplayWork, LedgerIndex.Key(KeyOf(replay.Id), sequence), Nothing);
            }

            Put(batch, replay);
        },
        sync: false);

    /// <summary>Saves the final state and deletes the remaining work.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be written now.</exception>
    public void End(ReplayRecord replay) => Database.Write(
        batch =>
        {
            batch.DeleteRange(ColumnFamily.ReplayWork, LedgerIndex.Key(KeyOf(replay.Id), 0), LedgerIndex.Key(KeyOf(replay.Id), long.MaxValue));
            Put(batch, replay);
        },
        sync: true);

    /// <summary>The next entries to replay after a sequence, oldest first.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public IReadOnlyList<long> ReadWork(string id, long after, int limit) => Database.Read(view =>
    {
        var records = view.OpenCursor(ColumnFamily.ReplayWork, KeyOf(id)!, newestFirst: false);
        var work = new List<long>();
        for (records.SeekTo(after + 1); records.Current is { } sequence && work.Count < limit; records.MoveNext())
        {
            work.Add(sequence);
        }

        return work;
    });

    private static void Put(LedgerBatch batch, ReplayRecord replay) =>
        batch.Put(ColumnFamily.Replays, KeyOf(replay.Id)!, JsonSerializer.SerializeToUtf8Bytes(replay, ReplayRecordJson.Default.ReplayRecord));

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
