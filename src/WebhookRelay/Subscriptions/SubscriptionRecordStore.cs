using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using WebhookRelay.Coordination;
using WebhookRelay.Ledger;

namespace WebhookRelay.Subscriptions;

/// <summary>Stores the record on disk beside the ledger and, if replicas share a Redis, there as well; the shared one takes precedence.</summary>
internal sealed partial class SubscriptionRecordStore(IDistributedLock distributedLock, IOptionsMonitor<LedgerOptions> ledger, ILogger<SubscriptionRecordStore> logger)
{
    /// <summary>The name of the lock that guards the record.</summary>
    public const string LockName = "subscriptions";

    /// <summary>This replica's record.</summary>
    public string RecordFile => Path.Combine(ledger.CurrentValue.Path!, "subscriptions.json");

    private string HistoryFile => Path.Combine(ledger.CurrentValue.Path!, "subscriptions-history.json");

    /// <summary>Whether a record from before a restart may exist.</summary>
    public bool HasRecord => File.Exists(RecordFile);

    public async Task<SubscriptionRecord> ReadAsync(CancellationToken cancellationToken)
    {
        if (await distributedLock.ReadStateAsync(LockName, cancellationToken) is { } shared && SubscriptionRecord.FromJson(shared) is { } record)
        {
            return record;
        }

        return Read(RecordFile) is { } own && SubscriptionRecord.FromJson(own) is { } kept ? kept : SubscriptionRecord.Empty;
    }

    /// <summary>False if it may not be saved: do not rely on it.</summary>
    public async Task<bool> WriteAsync(LockHandle handle, SubscriptionRecord record, CancellationToken cancellationToken) =>
        await handle.WriteStateAsync(record.ToJson(), cancellationToken) && Write(RecordFile, record.ToJson());

    /// <summary>Keeps only the given subscriptions. False if it may not be saved.</summary>
    public async Task<bool> ForgetAllButAsync(LockHandle handle, IReadOnlySet<string> subscriptions, CancellationToken cancellationToken)
    {
        var record = await ReadAsync(cancellationToken);
        var left = new SubscriptionRecord(
            [.. record.Webhooks.Where(own => subscriptions.Contains(own.Subscription))], [.. record.Intents.Where(intent => subscriptions.Contains(intent.Subscription))]);
        if (!await WriteAsync(handle, left, cancellationToken))
        {
            return false;
        }

        if (left is { Webhooks.Count: 0, Intents.Count: 0 })
        {
            File.Delete(RecordFile);
        }

        return true;
    }

    public DeliveryHistory? ReadHistory()
    {
        try
        {
            return Read(HistoryFile) is { } json ? JsonSerializer.Deserialize(json, SubscriptionJson.Default.DeliveryHistory) : null;
        }
        catch (JsonException)
        {
            // Only statistics are lost.
            return null;
        }
    }

    public void WriteHistory(DeliveryHistory history) => Write(HistoryFile, JsonSerializer.Serialize(history, SubscriptionJson.Default.DeliveryHistory));

    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Writes atomically and durably.</summary>
    private bool Write(string file, string text)
    {
        try
        {
            using (var stream = new FileStream(file + ".new", FileMode.Create, FileAccess.Write))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            File.Move(file + ".new", file, overwrite: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotWritten(logger, file, e.Message);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{File} cannot be written ({Reason}): no webhook is created or changed until it can")]
    private static partial void LogNotWritten(ILogger logger, string file, string reason);
}
