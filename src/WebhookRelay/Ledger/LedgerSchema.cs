using RocksDbSharp;

namespace WebhookRelay.Ledger;

/// <summary>The column families of the ledger.</summary>
internal enum ColumnFamily
{
    /// <summary>The format, the ledger's id, the last link that retention removed, and the counts of activity.</summary>
    Meta,

    /// <summary>Accepted deliveries, by sequence.</summary>
    Entries,

    /// <summary>Bodies, by sequence, except those stored in files.</summary>
    Bodies,

    /// <summary>The first entry of each delivery id.</summary>
    Ids,

    /// <summary>Entries that are not settled for good, by sequence.</summary>
    Pending,

    /// <summary>Settlements, by sequence.</summary>
    Settlements,

    /// <summary>Ids that outlive their entries until the deduplication window ends, by sequence.</summary>
    Expiring,

    /// <summary>The search index of settled entries.</summary>
    Index,

    /// <summary>Attempts that no settlement records, by sequence and time.</summary>
    Attempts,

    /// <summary>Sequences, in publishing order.</summary>
    Published,

    /// <summary>Replays, by id.</summary>
    Replays,

    /// <summary>The sequences that a replay still has to publish, by replay id.</summary>
    ReplayWork,

    /// <summary>References to payload files, by digest and sequence.</summary>
    Payloads,
}

/// <summary>The RocksDB options of the column families.</summary>
internal static class LedgerSchema
{
    private const ulong BodiesWriteBuffer = 12 * 1024 * 1024;
    private const ulong SmallWriteBuffer = 16 * 1024 * 1024;
    private const ulong SmallestWriteBuffer = 4 * 1024 * 1024;

    /// <summary>
    /// How many index files accumulate before similar-sized ones are merged (universal compaction). New records are spread
    /// over the whole key range, so levelled compaction would rewrite the whole index with every fourth file. A lookup
    /// reads this many files.
    /// </summary>
    private const int IndexFiles = 8;

    /// <summary>Limits the log to replay at opening: a rarely written family would keep every log file since its last write.</summary>
    private const ulong MaxTotalWal = 64 * 1024 * 1024;

    /// <summary>Log files kept for reuse: as many as become obsolete at once.</summary>
    private const ulong RecycledLogs = 6;

    /// <summary>The total write buffer size of all families before the oldest one is flushed.</summary>
    private const ulong AllWriteBuffers = 32 * 1024 * 1024;

    /// <summary>Write buffers per family, including those being flushed. With the default of two, writes stall on the disk when both are full.</summary>
    private const int WriteBuffers = 4;

    /// <summary>The allocation size of write buffers. Blocks below malloc's mmap threshold are reused; larger ones cost a page fault per 4 KiB written.</summary>
    private const ulong MemoryBlock = 256 * 1024;

    /// <summary>The shared block cache. By default each family has its own, and draining a backlog fills them all.</summary>
    private const ulong ReadCache = 32 * 1024 * 1024;

    /// <summary>
    /// In seconds (30 days). When a snapshot is released, RocksDB would rewrite every newer file only to drop sequence
    /// numbers. This does not delay the compaction of records that retention deleted.
    /// </summary>
    private const uint BottommostCompactionDelay = 30 * 24 * 60 * 60;

    public static DbOptions Options() => new DbOptions()
        .SetCreateIfMissing(true)
        .SetCreateMissingColumnFamilies(true)
        // A recycled log file is overwritten in place, so a sync does not wait for the file system's journal.
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
                // Most lookups are for unknown ids.
                table.SetFilterPolicy(BloomFilterPolicy.Create(10));
            }
            else if (family is ColumnFamily.Bodies)
            {
                // Smaller than the total, so that bodies are flushed without flushing the small families as well.
                options.SetWriteBufferSize(BodiesWriteBuffer);
            }
            else if (family is ColumnFamily.Pending)
            {
                // Its records are short-lived, and deleted ones slow every cursor until they are compacted.
                options.SetWriteBufferSize(SmallestWriteBuffer);
            }
            else if (family is ColumnFamily.Index)
            {
                options.SetWriteBufferSize(SmallWriteBuffer).SetCompactionStyle(Compaction.Universal).SetLevel0FileNumCompactionTrigger(IndexFiles);
            }
            else if (family is ColumnFamily.Attempts or ColumnFamily.Published or ColumnFamily.Replays or ColumnFamily.ReplayWork)
            {
                // Small records: buffers as large as those of the bodies would hold weeks of them.
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
