using Microsoft.Extensions.Options;

namespace WebhookRelay.Ledger;

/// <summary>How much room the ledger's disk has, looked at no more than once a second.</summary>
internal sealed class DiskSpace(string path, IOptionsMonitor<LedgerOptions> options, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long _lookedAt;
    private long _free = long.MaxValue;

    public long Free
    {
        get
        {
            lock (_lock)
            {
                if (_free is long.MaxValue || time.GetElapsedTime(_lookedAt) >= LookEvery)
                {
                    _lookedAt = time.GetTimestamp();
                    _free = Look();
                }

                return _free;
            }
        }
    }

    public bool IsLow => Free < options.CurrentValue.WarnAt;

    /// <summary>Why nothing new is taken; null where there is room.</summary>
    public string? Fault => FaultAfter(0);

    /// <summary>Why nothing as large as that is taken; null where there is room.</summary>
    public string? FaultAfter(long bytes) => (Free, options.CurrentValue.RefuseAt) switch
    {
        var (free, refuseAt) when free < refuseAt => $"{free} bytes are free on the ledger's disk, less than Ledger:RefuseAt.",
        var (free, refuseAt) when free - bytes < refuseAt => $"{free} bytes are free on the ledger's disk, and {bytes} more would leave less than Ledger:RefuseAt.",
        _ => null,
    };

    private long Look()
    {
        try
        {
            return new DriveInfo(path).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Unknown is not full: a real lack of room shows when writing.
            return long.MaxValue - 1;
        }
    }
}
