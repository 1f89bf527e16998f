using System.Net;
using Microsoft.Extensions.Options;

namespace WebhookRelay.Receiving;

/// <summary>
/// Limits what bodies hold between the socket and the ledger: memory for all requests, and disk space for unverified ones.
/// One sender gets at most half of the unverified share. When the limit is reached, the slowest body is aborted.
/// </summary>
internal sealed class InFlightBytes(IOptionsMonitor<ReceivingOptions> options, SenderNetworks networks, Func<long> availableDisk, TimeProvider time)
{
    /// <summary>How long a body's rate is measured before it may be aborted.</summary>
    public static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(5);

    /// <summary>A faster body is never aborted: if all are fast, one would only be lost for another.</summary>
    public const double SlowBytesPerSecond = 128 * 1024;

    /// <summary>After a check that found no slow body, the next check waits this long.</summary>
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly HashSet<BodyReservation> _waiting = [];
    private readonly BodyBudget _memory = new(_ => options.CurrentValue.InFlightBytes);

    // The other half is for verified bodies, so that unsigned requests cannot fill the disk until deliveries are refused.
    private readonly BodyBudget _disk = new(stored => (availableDisk() + stored) / 2);
    private long? _noneSlowAt;

    public BodyReservation Begin(IPAddress? address) => new(this, address);

    /// <summary>Whether a body of the declared length fits on the disk.</summary>
    public bool HasDiskFor(long declared) => _disk.Fits(declared);

    /// <summary>Aborts the slowest waiting body, of one sender or of all; false if none is slow.</summary>
    public bool TryAbortSlowest(IPAddress? sender)
    {
        lock (_lock)
        {
            return TryAbort(body => sender is null || sender.Equals(body.Sender));
        }
    }

    public Refusal? ReserveMemory(BodyReservation body, long bytes)
    {
        // Nearly every body arrives at once, is never waited for and takes no lock.
        if (body.Wake is null && _memory.TryTake(bytes))
        {
            body.MemoryBytes += bytes;
            return null;
        }

        lock (_lock)
        {
            if (Reserve(_memory, body, bytes, static other => other.MemoryBytes > 0, Refusal.Busy) is { } refusal)
            {
                return refusal;
            }

            body.MemoryBytes += bytes;
            return null;
        }
    }

    public Refusal? ReserveDisk(BodyReservation body, long bytes)
    {
        lock (_lock)
        {
            if (Reserve(_disk, body, bytes, static other => other.DiskBytes > 0, Refusal.Disk) is { } refusal)
            {
                return refusal;
            }

            body.DiskBytes += bytes;
            return null;
        }
    }

    public void Release(BodyReservation body, long bytes)
    {
        lock (_lock)
        {
            // An aborted body has already released everything.
            bytes = Math.Min(bytes, body.MemoryBytes);
            body.MemoryBytes -= bytes;
            _memory.Return(bytes);
            _memory.Charge(-bytes, body.Sender);
        }
    }

    public void MarkWaiting(BodyReservation body, Action wake)
    {
        lock (_lock)
        {
            (body.Wake, body.WaitingSince, body.Sender) = (wake, time.GetTimestamp(), networks.LimitedSender(body.Address));
            _waiting.Add(body);
            _memory.Charge(body.MemoryBytes, body.Sender);
            _disk.Charge(body.DiskBytes, body.Sender);
        }
    }

    public void MarkVerified(BodyReservation body)
    {
        if (body.Wake is not null || body.DiskBytes > 0)
        {
            lock (_lock)
            {
                ReleaseShares(body);
            }
        }
    }

    public void End(BodyReservation body)
    {
        if (body.Wake is null && body.DiskBytes is 0)
        {
            _memory.Return(body.MemoryBytes);
            body.MemoryBytes = 0;
            return;
        }

        lock (_lock)
        {
            ReleaseShares(body);
            _memory.Return(body.MemoryBytes);
            body.MemoryBytes = 0;
        }
    }

    private Refusal? Reserve(BodyBudget budget, BodyReservation body, long bytes, Func<BodyReservation, bool> holds, Refusal refusal)
    {
        while (!body.IsAborted && !budget.FitsShare(bytes, body.Sender))
        {
            if (!TryAbort(other => holds(other) && body.Sender!.Equals(other.Sender)))
            {
                return Refusal.Share;
            }
        }

        while (!body.IsAborted && !budget.TryTake(bytes))
        {
            if (!TryAbort(holds))
            {
                return refusal;
            }
        }

        if (body.IsAborted)
        {
            return Refusal.CutOff;
        }

        budget.Charge(bytes, body.Sender);
        return null;
    }

    private bool TryAbort(Func<BodyReservation, bool> filter)
    {
        if (_noneSlowAt is { } at && time.GetElapsedTime(at) < CheckInterval)
        {
            return false;
        }

        var (slowest, rate) = (default(BodyReservation), SlowBytesPerSecond);
        foreach (var body in _waiting)
        {
            var age = time.GetElapsedTime(body.WaitingSince);
            if (age >= GracePeriod && body.ReceivedBytes / age.TotalSeconds < rate && filter(body))
            {
                (slowest, rate) = (body, body.ReceivedBytes / age.TotalSeconds);
            }
        }

        if (slowest is null)
        {
            _noneSlowAt = time.GetTimestamp();
            return false;
        }

        // Its memory counts as free at once, and is really freed as soon as its reader wakes.
        _memory.Return(slowest.MemoryBytes);
        _memory.Charge(-slowest.MemoryBytes, slowest.Sender);
        slowest.MemoryBytes = 0;
        ReleaseShares(slowest);
        slowest.Abort();
        return true;
    }

    /// <summary>Removes the body from the waiting set and the sender's share. Its memory stays reserved.</summary>
    private void ReleaseShares(BodyReservation body)
    {
        _waiting.Remove(body);
        _memory.Charge(-body.MemoryBytes, body.Sender);
        _disk.Charge(-body.DiskBytes, body.Sender);
        _disk.Return(body.DiskBytes);
        (body.DiskBytes, body.Sender) = (0, null);
    }
}
