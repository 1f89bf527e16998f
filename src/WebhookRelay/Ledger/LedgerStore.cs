using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace WebhookRelay.Ledger;

/// <summary>Typed access to the ledger's records.</summary>
internal sealed class LedgerStore : IDisposable
{
    private const string Format = "webhookrelay-ledger 4";

    /// <summary>The previous format, without acceptance times and <see cref="TimeSegments"/>: each sequence is its entry's time.</summary>
    private const string FormatBefore = "webhookrelay-ledger 3";

    private static readonly byte[] FormatKey = "format"u8.ToArray();
    private static readonly byte[] LedgerIdKey = "ledgerid"u8.ToArray();
    private static readonly byte[] ProbeKey = "probe"u8.ToArray();
    private static readonly byte[] Nothing = [];

    private readonly ILedgerDatabase _database;
    private readonly string _folder;
    private long _lowestPending;

    public LedgerStore(string folder)
        : this(folder, new LedgerDatabase(folder))
    {
    }

    public LedgerStore(string folder, ILedgerDatabase database)
    {
        (_folder, _database) = (folder, database);
        Payloads = new PayloadIndex(_database);
        Chain = new LedgerChain(_database);
        Ids = new DeliveryIdIndex(_database);
    }

    public ILedgerDatabase Database => _database;

    public PayloadIndex Payloads { get; }

    public LedgerChain Chain { get; }

    public DeliveryIdIndex Ids { get; }

    public string LedgerId { get; private set; } = string.Empty;

    /// <exception cref="LedgerUnavailableException">The ledger cannot be opened, or was written by a newer version.</exception>
    public void Open()
    {
        _database.Open();
        if (_database.Get(ColumnFamily.Meta, FormatKey) is not { } format)
        {
            LedgerId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            _database.Write(
                batch =>
                {
                    batch.Put(ColumnFamily.Meta, FormatKey, Encoding.UTF8.GetBytes(Format));
                    batch.Put(ColumnFamily.Meta, LedgerIdKey, Encoding.UTF8.GetBytes(LedgerId));
                },
                sync: true);
            return;
        }

        ReadHeader(format);
        if (!format.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(Format)))
        {
            // A version that only reads the previous format would mistake sequences for times and find the links of new entries invalid.
            _database.Write(batch => batch.Put(ColumnFamily.Meta, FormatKey, Encoding.UTF8.GetBytes(Format)), sync: true);
        }
    }

    /// <summary>Opens an existing ledger read-only, as of now, even if another process has it open.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger does not exist, cannot be opened, or was written by another version.</exception>
    public void OpenReadOnly()
    {
        _database.OpenReadOnly();
        ReadHeader(_database.Get(ColumnFamily.Meta, FormatKey) ?? []);
    }

    private void ReadHeader(byte[] format)
    {
        var found = Encoding.UTF8.GetString(format);
        if (found is not (Format or FormatBefore))
        {
            _database.Close();
            throw new LedgerUnavailableException(
                $"The ledger at '{_folder}' has the format '{found}', and this version reads '{Format}'. Run the version that wrote it, or set a different Ledger:Path.");
        }

        LedgerId = Encoding.UTF8.GetString(_database.Get(ColumnFamily.Meta, LedgerIdKey)!);
    }

    public void Close() => _database.Close();

    /// <summary>Writes a dummy record to test whether writing works.</summary>
    public void Probe() => _database.Write(batch => batch.Put(ColumnFamily.Meta, ProbeKey, Nothing), sync: true);

    public LedgerEntry? Find(long sequence) =>
        _database.Get(ColumnFamily.Entries, EntryCodec.Key(sequence)) is { } record ? EntryCodec.Decode(record).Entry : null;

    public EntryBody? ReadBody(long sequence) => Find(sequence) is { } entry ? ReadBody(entry) : null;

    /// <summary>A large body is not read; its file is returned.</summary>
    public EntryBody? ReadBody(LedgerEntry entry)
    {
        if (_database.Get(ColumnFamily.Bodies, EntryCodec.Key(entry.Sequence)) is { } body)
        {
            return new EntryBody.InMemory(body);
        }

        return Payloads.Has(entry.BodyDigest, entry.Sequence)
            ? new EntryBody.InFile(PayloadFiles.PathOf(_folder, entry.BodyDigest), entry.BodyDigest, entry.BodyLength)
            : null;
    }

    /// <summary>The same within a view. The file of a large body may be gone if the entry is.</summary>
    public EntryBody ReadBody(LedgerView view, LedgerEntry entry) => view.Get(ColumnFamily.Bodies, EntryCodec.Key(entry.Sequence)) is { } body
        ? new EntryBody.InMemory(body)
        : new EntryBody.InFile(PayloadFiles.PathOf(_folder, entry.BodyDigest), entry.BodyDigest, entry.BodyLength);

    public Settlement? ReadSettlement(long sequence) =>
        _database.Get(ColumnFamily.Settlements, EntryCodec.Key(sequence)) is { } record ? SettlementCodec.DecodeSettlement(record) : null;

    /// <summary>Accepted if the entry must still be relayed, Unrouted if it waits for a queue, null if it is settled for good.</summary>
    public DeliveryState? PendingState(long sequence) => _database.Get(ColumnFamily.Pending, EntryCodec.Key(sequence)) is { } state ? SettlementCodec.DecodePending(state) : null;

    public long CountPending() => _database.Count(ColumnFamily.Pending);

    /// <summary>The lowest pending sequence. Remembered, so that deleted records before it are skipped next time.</summary>
    public long? LowestPending()
    {
        if (_database.Scan(ColumnFamily.Pending, EntryCodec.Key(Volatile.Read(ref _lowestPending)), 1) is not [var lowest])
        {
            return null;
        }

        var sequence = EntryCodec.Sequence(lowest.Key);
        Volatile.Write(ref _lowestPending, sequence);
        return sequence;
    }

    /// <summary>The next pending entries after a sequence: at least one if there is one, and not much more than the requested bytes.</summary>
    public List<PendingDelivery> ReadPending(long after, int limit, long bytes)
    {
        var page = new List<PendingDelivery>();
        var from = EntryCodec.Key(Math.Max(after + 1, Volatile.Read(ref _lowestPending)));
        var pending = _database.Scan(ColumnFamily.Pending, from, limit);
        var refused = pending.Count > 0 ? AttemptLog.Refused(_database, pending[0].Key, pending[^1].Key) : [];
        foreach (var (key, state) in pending)
        {
            var sequence = EntryCodec.Sequence(key);
            if (Find(sequence) is not { } entry || ReadBody(entry) is not { } body)
            {
                continue;
            }

            page.Add(new PendingDelivery(entry, body, state.Length > 0 ? ReadSettlement(sequence) : null) { AcceptingQueues = refused.GetValueOrDefault(sequence) });
            bytes -= body.BytesInMemory;
            if (bytes <= 0)
            {
                break;
            }
        }

        // Retention may have removed all of them since; more may follow.
        return page.Count is 0 && pending is [.., var last] ? ReadPending(EntryCodec.Sequence(last.Key), limit, bytes) : page;
    }

    public static void PutEntry(LedgerBatch batch, LedgerEntry entry, EntryBody body, long bytesBefore, bool firstWithId)
    {
        var key = EntryCodec.Key(entry.Sequence);
        batch.Put(ColumnFamily.Entries, key, EntryCodec.Encode(entry, bytesBefore));
        switch (body)
        {
            case EntryBody.InFile file:
                PayloadIndex.PutBody(batch, entry.Sequence, file);
                break;
            case EntryBody.InMemory { Bytes: var bytes }:
                batch.Put(ColumnFamily.Bodies, key, bytes.Span);
                break;
            default:
                throw new UnreachableException($"{body.GetType()} is not a known body type.");
        }

        batch.Put(ColumnFamily.Pending, key, Nothing);
        DeliveryIdIndex.Put(batch, entry, firstWithId);
    }

    public static void PutSettlement(LedgerBatch batch, long sequence, Settlement settlement)
    {
        var key = EntryCodec.Key(sequence);
        batch.Put(ColumnFamily.Settlements, key, SettlementCodec.Encode(settlement));
        if (settlement.IsPending)
        {
            batch.Put(ColumnFamily.Pending, key, [(byte)DeliveryState.Unrouted]);
        }
        else
        {
            batch.Delete(ColumnFamily.Pending, key);
        }
    }

    public void Dispose() => _database.Dispose();
}
