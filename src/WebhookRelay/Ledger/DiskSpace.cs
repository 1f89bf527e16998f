using Microsoft.Extensions.Options;

namespace WebhookRelay.Ledger;

/// <summary>How much room the ledger's disk has, looked at no more than once a second.</summary>
internal sealed class DiskSpace(string path, IOptionsMonitor<LedgerOptions> options, TimeProvider time)
{
    /// <summary>Where the system cannot say how much is free. It can be added to.</summary>
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

    /// <summary>How many bytes may be written before nothing new is taken.</summary>
    public long AvailableBytes => Math.Min(Free, UnknownSpace) - options.CurrentValue.RefuseAt;

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

    /// <summary>So much was written: until the next look it is taken off what the last one saw.</summary>
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
            // Unknown is not full: a real lack of room shows when writing.
            return long.MaxValue - 1;
        }
    }
}
