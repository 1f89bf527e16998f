using System.Net;
using Microsoft.Extensions.Options;

namespace WebhookRelay.Receiving;

/// <summary>
/// What bodies hold between the socket and the ledger: memory over all requests, and the disk as long as no secret vouches
/// for them. Of what is unverified one sender has half at most, and where there is no room the slowest body makes it.
/// </summary>
internal sealed class InFlightBytes(IOptionsMonitor<ReceivingOptions> options, SenderNetworks networks, Func<long> availableDisk, TimeProvider time)
{
    /// <summary>Within this time a body shows how fast it comes.</summary>
    public static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(5);

    /// <summary>Bytes a second. A faster body is not cut: where all are fast, one would only be lost for another.</summary>
    public const double SlowBytesPerSecond = 128 * 1024;

    /// <summary>A look at all bodies that found no slow one is not repeated at once.</summary>
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly HashSet<BodyReservation> _waiting = [];
    private readonly BodyBudget _memory = new(_ => options.CurrentValue.InFlightBytes);

    // The other half is for what is verified, so that no stranger takes the disk to where deliveries are refused.
    private readonly BodyBudget _disk = new(stored => (availableDisk() + stored) / 2);
    private long? _noneSlowAt;

    public BodyReservation Begin(IPAddress? address) => new(this, address);

    /// <summary>Whether a body of the declared length may come to the disk.</summary>
    public bool HasDiskFor(long declared) => _disk.Fits(declared);

    /// <summary>Cuts the slowest of the bodies that are waited for, of a sender or of anyone; false where none is slow.</summary>
    public bool TryAbortSlowest(IPAddress? sender)
    {
        lock (_lock)
        {
            return TryAbort(body => sender is null || sender.Equals(body.Sender));
        }
    }

    public Refusal? ReserveMemory(BodyReservation body, long bytes)
    {
        // Nearly every body is there at once: it is never waited for, and takes no lock.
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
            // A body that was cut has given back everything already.
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

        // Its room counts as free at once; what it really holds goes as soon as it wakes.
        _memory.Return(slowest.MemoryBytes);
        _memory.Charge(-slowest.MemoryBytes, slowest.Sender);
        slowest.MemoryBytes = 0;
        ReleaseShares(slowest);
        slowest.Abort();
        return true;
    }

    /// <summary>It is not waited for, and in nobody's share. What it holds in memory it holds on.</summary>
    private void ReleaseShares(BodyReservation body)
    {
        _waiting.Remove(body);
        _memory.Charge(-body.MemoryBytes, body.Sender);
        _disk.Charge(-body.DiskBytes, body.Sender);
        _disk.Return(body.DiskBytes);
        (body.DiskBytes, body.Sender) = (0, null);
    }
}
