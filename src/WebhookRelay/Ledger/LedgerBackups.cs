using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;

namespace WebhookRelay.Ledger;

/// <summary>
/// Backs up the ledger while it is in use, as a snapshot with everything accepted before the call. Files that no longer
/// change are hard-linked if the disk is the same, otherwise copied.
/// </summary>
internal sealed partial class LedgerBackups(DeliveryLedger ledger, IOptionsMonitor<LedgerOptions> options, TimeProvider time, ILogger<LedgerBackups> logger)
{
    private readonly Lock _lock = new();

    /// <exception cref="LedgerUnavailableException">The backup failed; no part of it is left.</exception>
    public LedgerBackup Take()
    {
        var settings = options.CurrentValue;
        lock (_lock)
        {
            var name = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss.fff'Z'", CultureInfo.InvariantCulture);
            var (making, done) = (Path.Combine(settings.BackupPath!, $"making-{name}"), Path.Combine(settings.BackupPath!, name));
            try
            {
                Directory.CreateDirectory(making);
                Directory.CreateDirectory(Path.Combine(making, "payloads"));
                // Before the snapshot, for files that retention removes meanwhile; after it, for files that arrive meanwhile.
                LinkPayloads(settings.Path!, making);
                ledger.Store.Database.CopyTo(Path.Combine(making, "db"));
                LinkPayloads(settings.Path!, making);
                DirectorySync.Sync(Path.Combine(making, "payloads"));
                DirectorySync.Sync(making);
                Directory.Move(making, done);
                DirectorySync.Sync(settings.BackupPath!);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Discard(making);
                throw new LedgerUnavailableException($"No backup can be made in '{settings.BackupPath}' (Ledger:BackupPath): {e.Message}", e);
            }

            LogTaken(logger, done);
            return new LedgerBackup(done, ReadHead(done));
        }
    }

    private static long ReadHead(string backup)
    {
        using var store = new LedgerStore(backup);
        store.OpenReadOnly();
        return store.Chain.Head().Sequence;
    }

    private static void LinkPayloads(string ledger, string backup)
    {
        foreach (var file in PayloadFiles.In(ledger))
        {
            var copy = Path.Combine(backup, "payloads", Path.GetFileName(file));
            if (File.Exists(copy) || (!OperatingSystem.IsWindows() && Link(file, copy) is 0))
            {
                continue;
            }

            try
            {
                File.Copy(file, copy);
                using var copied = File.OpenHandle(copy, FileMode.Open, FileAccess.ReadWrite);
                RandomAccess.FlushToDisk(copied);
            }
            catch (FileNotFoundException)
            {
                // Retention has removed the file since.
            }
        }
    }

    private void Discard(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogLeft(logger, folder, e.Message);
        }
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Link(string from, string to);

    [LoggerMessage(1, LogLevel.Information, "A backup of the ledger was made in {Folder}")]
    private static partial void LogTaken(ILogger logger, string folder);

    [LoggerMessage(2, LogLevel.Warning, "A failed backup left the folder {Folder}; delete it by hand: {Reason}")]
    private static partial void LogLeft(ILogger logger, string folder, string reason);
}

/// <param name="Path">The backup's folder: set Ledger:Path to it for a restore.</param>
/// <param name="Head">The sequence of its newest entry; 0 if it is empty.</param>
internal sealed record LedgerBackup(string Path, long Head);
