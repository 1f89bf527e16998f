using RocksDbSharp;

namespace WebhookRelay.Ledger;

/// <summary>The column families of the ledger.</summary>
internal enum ColumnFamily
{
    /// <summary>Format, the ledger's id, the last link that retention removed.</summary>
    Meta,

    /// <summary>What was accepted, by sequence.</summary>
    Entries,

    /// <summary>The bytes that came, by sequence, but for those that have a file of their own.</summary>
    Bodies,

    /// <summary>The first entry of each delivery id.</summary>
    Ids,

    /// <summary>Entries the relay is not done with, by sequence.</summary>
    Pending,

    /// <summary>How entries ended, by sequence.</summary>
    Settlements,

    /// <summary>Ids that outlive their entry until the deduplication window has passed, by sequence.</summary>
    Expiring,

    /// <summary>What settled entries are found by.</summary>
    Index,

    /// <summary>Attempts that a settlement does not tell of, by sequence and time.</summary>
    Attempts,

    /// <summary>Sequences in the order their events were published.</summary>
    Published,

    /// <summary>Replays, by their id.</summary>
    Replays,

    /// <summary>The sequences a replay still has to drive, by its id.</summary>
    ReplayWork,

    /// <summary>Who needs which payload file, by the digest of its bytes and the sequence.</summary>
    Payloads,
}

/// <summary>How RocksDB keeps the families.</summary>
internal static class LedgerSchema
{
    private const ulong BodiesWriteBuffer = 12 * 1024 * 1024;
    private const ulong SmallWriteBuffer = 16 * 1024 * 1024;
    private const ulong SmallestWriteBuffer = 4 * 1024 * 1024;

    /// <summary>
    /// Files of the index that lie beside one another before any are merged, and only with others of their size. What is
    /// new is spread over all of it, a little behind each value, so that merging by levels would write all of it again with
    /// every fourth file. A look at the index goes through that many files.
    /// </summary>
    private const int IndexFiles = 8;

    /// <summary>What an opening has to read again, at most: a family that is seldom written would keep every log file since its last.</summary>
    private const ulong MaxTotalWal = 64 * 1024 * 1024;

    /// <summary>Log files that are kept to be written over: as many as fall out of use at once.</summary>
    private const ulong RecycledLogs = 6;

    /// <summary>What all families together hold before the one that waits longest is written to a file.</summary>
    private const ulong AllWriteBuffers = 32 * 1024 * 1024;

    /// <summary>A family's, with those that are being written to files. With two, the usual number, writing waits for the disk as soon as both are full.</summary>
    private const int WriteBuffers = 4;

    /// <summary>What write buffers grow by. Blocks below malloc's mmap threshold are used again; larger ones are new pages each time, a fault for every 4 KiB written.</summary>
    private const ulong MemoryBlock = 256 * 1024;

    /// <summary>What is kept of what was read. Each family would have a cache of its own, and a backlog that is drained fills them all.</summary>
    private const ulong ReadCache = 32 * 1024 * 1024;

    /// <summary>
    /// In seconds, thirty days. Whenever a view is closed RocksDB would write every file again that has come since, only to
    /// leave sequence numbers out. What retention has deleted goes when its own record is compacted, which this does not put off.
    /// </summary>
    private const uint BottommostCompactionDelay = 30 * 24 * 60 * 60;

    public static DbOptions Options() => new DbOptions()
        .SetCreateIfMissing(true)
        .SetCreateMissingColumnFamilies(true)
        // A recycled log file is overwritten in place, so that a sync need not wait for the file system's journal.
        .SetRecycleLogFileNum(RecycledLogs)
        .SetMaxTotalWalSize(MaxTotalWal)
        .SetDbWriteBufferSize(AllWriteBuffers)
        .SetKeepLogFileNum(4);

    public static ColumnFamilies Families()
    {
        var families = new ColumnFamilies();
        var cache = Cache.CreateLru(ReadCache);
        foreach (var family in Enum.GetValues<ColumnFamily>().Where(family => family is not ColumnFamily.Meta))
        {
            var options = new ColumnFamilyOptions().SetMaxWriteBufferNumber(WriteBuffers);
            var table = new BlockBasedTableOptions().SetBlockCache(cache);
            if (family is ColumnFamily.Ids)
            {
                // Most lookups are for ids never seen.
                table.SetFilterPolicy(BloomFilterPolicy.Create(10));
            }
            else if (family is ColumnFamily.Bodies)
            {
                // Full before all families are, so that the small ones are not each written to a file of their own with it.
                options.SetWriteBufferSize(BodiesWriteBuffer);
            }
            else if (family is ColumnFamily.Pending)
            {
                // Its records live briefly, and until they are compacted the deleted ones are in the way of every walk.
                options.SetWriteBufferSize(SmallestWriteBuffer);
            }
            else if (family is ColumnFamily.Index)
            {
                options.SetWriteBufferSize(SmallWriteBuffer).SetCompactionStyle(Compaction.Universal).SetLevel0FileNumCompactionTrigger(IndexFiles);
            }
            else if (family is ColumnFamily.Attempts or ColumnFamily.Published or ColumnFamily.Replays or ColumnFamily.ReplayWork)
            {
                // Small records: as much memory as the bodies have would hold weeks of them.
                options.SetWriteBufferSize(SmallWriteBuffer);
            }

            Native.Instance.rocksdb_options_set_bottommost_file_compaction_delay(options.Handle, BottommostCompactionDelay);
            families.Add(Name(family), options.SetBlockBasedTableFactory(table).SetArenaBlockSize(MemoryBlock));
        }

        return families;
    }

    public static string Name(ColumnFamily family) => family switch
    {
        ColumnFamily.Meta => ColumnFamilies.DefaultName,
        ColumnFamily.Entries => "entries",
        ColumnFamily.Bodies => "bodies",
        ColumnFamily.Ids => "ids",
        ColumnFamily.Pending => "pending",
        ColumnFamily.Settlements => "outcomes",
        ColumnFamily.Expiring => "expiring",
        ColumnFamily.Index => "index",
        ColumnFamily.Attempts => "attempts",
        ColumnFamily.Published => "published",
        ColumnFamily.Replays => "replays",
        ColumnFamily.ReplayWork => "replay-work",
        ColumnFamily.Payloads => "payloads",
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "No such column family."),
    };
}
