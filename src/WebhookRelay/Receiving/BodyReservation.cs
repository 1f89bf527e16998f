using System.Net;

namespace WebhookRelay.Receiving;

/// <summary>What one body takes of <see cref="InFlightBytes"/>. Disposing it releases everything.</summary>
internal sealed class BodyReservation(InFlightBytes inFlight, IPAddress? address) : IDisposable
{
    private volatile bool _isAborted;
    private long _received;

    /// <summary>The sender's address, as reported by trusted proxies.</summary>
    public IPAddress? Address => address;

    /// <summary>Whether the body was aborted: it holds nothing any more and is not read further.</summary>
    public bool IsAborted => _isAborted;

    /// <summary>Wakes the waiting reader; null while the body cannot be aborted. Like the following members, only for <see cref="InFlightBytes"/>.</summary>
    public Action? Wake { get; set; }

    /// <summary>The sender whose share it counts against; null if none.</summary>
    public IPAddress? Sender { get; set; }

    public long WaitingSince { get; set; }

    public long MemoryBytes { get; set; }

    public long DiskBytes { get; set; }

    public long ReceivedBytes => Volatile.Read(ref _received);

    /// <summary>Reserves memory, or returns why it is refused.</summary>
    public Refusal? ReserveMemory(long bytes) => inFlight.ReserveMemory(this, bytes);

    public void Release(long bytes) => inFlight.Release(this, bytes);

    /// <summary>Reserves disk space, or returns why it is refused.</summary>
    public Refusal? ReserveDisk(long bytes) => inFlight.ReserveDisk(this, bytes);

    public void AddReceived(long bytes) => Volatile.Write(ref _received, _received + bytes);

    /// <summary>The reader waits for the sender, so the body may be aborted from now on.</summary>
    public void MarkWaiting(Action wake) => inFlight.MarkWaiting(this, wake);

    /// <summary>The signature is verified: the body no longer counts against a sender's share and is not aborted.</summary>
    public void MarkVerified() => inFlight.MarkVerified(this);

    public void Abort()
    {
        _isAborted = true;
        Wake!();
    }

    public void Dispose() => inFlight.End(this);
}
