using System.Net;

namespace WebhookRelay.Receiving;

/// <summary>What one body holds of <see cref="InFlightBytes"/>. Disposing it gives all of it back.</summary>
internal sealed class BodyReservation(InFlightBytes inFlight, IPAddress? address) : IDisposable
{
    private volatile bool _isAborted;
    private long _received;

    /// <summary>The sender's, as the trusted proxies name it.</summary>
    public IPAddress? Address => address;

    /// <summary>Whether it was cut off: it holds nothing any more, and is not read further.</summary>
    public bool IsAborted => _isAborted;

    /// <summary>How the body that is waited for is woken; null while it cannot be cut. As what follows, only for <see cref="InFlightBytes"/>.</summary>
    public Action? Wake { get; set; }

    /// <summary>Whose share it counts against; null where it counts against nobody's.</summary>
    public IPAddress? Sender { get; set; }

    public long WaitingSince { get; set; }

    public long MemoryBytes { get; set; }

    public long DiskBytes { get; set; }

    public long ReceivedBytes => Volatile.Read(ref _received);

    /// <summary>Holds so many bytes more in memory, or tells why it may not.</summary>
    public Refusal? ReserveMemory(long bytes) => inFlight.ReserveMemory(this, bytes);

    public void Release(long bytes) => inFlight.Release(this, bytes);

    /// <summary>Puts so many bytes more on disk, or tells why it may not.</summary>
    public Refusal? ReserveDisk(long bytes) => inFlight.ReserveDisk(this, bytes);

    public void AddReceived(long bytes) => Volatile.Write(ref _received, _received + bytes);

    /// <summary>The sender is waited for, so that the body may be cut from now on.</summary>
    public void MarkWaiting(Action wake) => inFlight.MarkWaiting(this, wake);

    /// <summary>A secret vouches for it: it is in nobody's share, and is not cut.</summary>
    public void MarkVerified() => inFlight.MarkVerified(this);

    public void Abort()
    {
        _isAborted = true;
        Wake!();
    }

    public void Dispose() => inFlight.End(this);
}
