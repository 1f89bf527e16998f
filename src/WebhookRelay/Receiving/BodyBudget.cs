using System.Net;

namespace WebhookRelay.Receiving;

/// <summary>A resource shared by request bodies: how much of it is taken, in total and by each sender.</summary>
/// <param name="limit">The current limit, given the amount taken.</param>
internal sealed class BodyBudget(Func<long, long> limit)
{
    private readonly Dictionary<IPAddress, long> _bySender = [];
    private long _taken;

    public bool Fits(long bytes) => Volatile.Read(ref _taken) is var taken && taken + bytes <= limit(taken);

    /// <summary>Whether the sender would stay within half of the limit.</summary>
    public bool FitsShare(long bytes, IPAddress? sender) =>
        sender is null || _bySender.GetValueOrDefault(sender) + bytes <= limit(Volatile.Read(ref _taken)) / 2;

    /// <summary>Takes the amount if it is available. Needs no lock, unlike the per-sender counts.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) is var taken && taken <= limit(taken - bytes))
        {
            return true;
        }

        Return(bytes);
        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);

    public void Charge(long bytes, IPAddress? sender)
    {
        if (sender is null || bytes is 0)
        {
            return;
        }

        if (_bySender.GetValueOrDefault(sender) + bytes is > 0 and var now)
        {
            _bySender[sender] = now;
        }
        else
        {
            _bySender.Remove(sender);
        }
    }
}
