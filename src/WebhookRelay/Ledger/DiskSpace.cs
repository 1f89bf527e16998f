using Microsoft.Extensions.Options;

namespace WebhookRelay.Ledger;

/// <summary>The free space on the ledger's disk, read at most once a second.</summary>
internal sealed class DiskSpace(string path, IOptionsMonitor<LedgerOptions> options, TimeProvider time)
{
    /// <summary>Used when the system does not report the free space. Small enough that adding to it does not overflow.</summary>
    private const long UnknownSpace = long.MaxValue / 4;

    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long? _checkedAt;
    private long _free;

    public long Free
    {
        get
        {
            lock (_lock)
            {
                if (_checkedAt is not { } checkedAt || time.GetElapsedTime(checkedAt) >= CheckInterval)
                {
                    _checkedAt = time.GetTimestamp();
                    _free = ReadFreeSpace();
                }

                return _free;
            }
        }
    }

    /// <summary>How many bytes can be written before new deliveries are refused.</summary>
    public long AvailableBytes => Math.Min(Free, UnknownSpace) - options.CurrentValue.RefuseAt;

    public bool IsLow => Free < options.CurrentValue.WarnAt;

    /// <summary>Why new deliveries are refused; null when there is space.</summary>
    public string? Fault => FaultAfter(0);

    /// <summary>Why a delivery of this size is refused; null when there is space.</summary>
    public string? FaultAfter(long bytes) => (Free, options.CurrentValue.RefuseAt) switch
    {
        var (free, refuseAt) when free < refuseAt => $"{free} bytes are free on the ledger's disk, less than Ledger:RefuseAt.",
        var (free, refuseAt) when free - bytes < refuseAt => $"{free} bytes are free on the ledger's disk, and {bytes} more would leave less than Ledger:RefuseAt.",
        _ => null,
    };

    /// <summary>Subtracts written bytes from the last reading until the next one.</summary>
    public void Subtract(long bytes)
    {
        lock (_lock)
        {
            _free -= bytes;
        }
    }

    private long ReadFreeSpace()
    {
        try
        {
            return new DriveInfo(path).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Unknown is not full: a real lack of space shows when writing.
            return long.MaxValue - 1;
        }
    }
}
