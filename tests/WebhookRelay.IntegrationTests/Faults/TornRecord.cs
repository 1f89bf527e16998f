using System.Buffers.Binary;

namespace WebhookRelay.IntegrationTests.Faults;

/// <summary>
/// Appends to the ledger's write-ahead log what a power failure can leave there: the first half of another record. Log
/// files are recycled, so the last record is not at the end of the file, and complete records of an earlier log may
/// follow. The format is RocksDB's (db/log_format.h).
/// </summary>
internal static class TornRecord
{
    private const int Block = 32 * 1024;

    /// <summary>CRC (4 bytes), length (2), type (1).</summary>
    private const int Header = 7;

    /// <summary>The same plus the low half of the log's number (4 bytes).</summary>
    private const int RecyclableHeader = 11;

    public static async Task WriteAsync(string ledger)
    {
        var log = new DirectoryInfo(Path.Combine(ledger, "db")).GetFiles("*.log").OrderBy(file => file.Name, StringComparer.Ordinal).Last();
        var bytes = await File.ReadAllBytesAsync(log.FullName);
        var (last, end) = LastRecord(bytes, uint.Parse(Path.GetFileNameWithoutExtension(log.Name), System.Globalization.CultureInfo.InvariantCulture));
        await using var file = log.Open(FileMode.Open, FileAccess.ReadWrite);
        file.Seek(end, SeekOrigin.Begin);
        await file.WriteAsync(bytes.AsMemory(last, (end - last) / 2));
    }

    /// <returns>The start and end of the last record.</returns>
    private static (int Begin, int End) LastRecord(ReadOnlySpan<byte> log, uint number)
    {
        var (last, at) = (0, 0);
        while (true)
        {
            if (Block - (at % Block) is var left && left < Header)
            {
                // No room for a header: skip the rest of the block.
                at += left;
            }

            if (at + Header > log.Length || Size(log[at..], number) is not { } size || at + size > log.Length)
            {
                return (last, at);
            }

            (last, at) = (at, at + size);
        }
    }

    /// <returns>The size of a record with its header; null if no record of this log starts here.</returns>
    private static int? Size(ReadOnlySpan<byte> record, uint number)
    {
        var (length, type) = (BinaryPrimitives.ReadUInt16LittleEndian(record[4..]), record[6]);
        return type switch
        {
            0 => null,
            (>= 5 and <= 8) or 11 or 131 => record.Length >= RecyclableHeader && BinaryPrimitives.ReadUInt32LittleEndian(record[Header..]) == number ? RecyclableHeader + length : null,
            _ => Header + length,
        };
    }
}
