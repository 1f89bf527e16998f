using System.Net;
using Microsoft.Extensions.Options;

namespace WebhookRelay.Receiving;

/// <summary>
/// What bodies hold between the socket and the ledger: memory over all requests, and the disk as long as no secret vouches
/// for them. Of what is unverified one sender has half at most, and where there is no room the slowest body makes it.
/// </summary>
internal sealed class InFlightBytes(IOptionsMonitor<ReceivingOptions> options, SenderNetworks networks, Func<long> diskRoom, TimeProvider time)
{
    /// <summary>Within this time a body shows how fast it comes.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Bytes a second. A faster body is not cut: where all are fast, one would only be lost for another.</summary>
    public const double Slow = 128 * 1024;

    /// <summary>A look at all bodies that found no slow one is not repeated at once.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly HashSet<BodyShare> _awaited = [];
    private readonly BodyBudget _memory = new(_ => options.CurrentValue.InFlightBytes);

    // The other half is for what is verified, so that no stranger takes the disk to where deliveries are refused.
    private readonly BodyBudget _disk = new(stored => (diskRoom() + stored) / 2);
    private long? _noneSlowAt;

    public BodyShare Begin(IPAddress? address) => new(this, address);

    /// <summary>Whether a body of the declared length may come to the disk.</summary>
    public bool HasDiskFor(long declared) => _disk.Fits(declared);

    /// <summary>Cuts the slowest of the bodies that are waited for, of a sender or of anyone; false where none is slow.</summary>
    public bool TryCutSlowest(IPAddress? sender)
    {
        lock (_lock)
        {
            return TryCut(body => sender is null || sender.Equals(body.Sender));
        }
    }

    public Refusal? Hold(BodyShare body, long bytes)
    {
        // Nearly every body is there at once: it is never waited for, and takes no lock.
        if (body.Wake is null && _memory.TryTake(bytes))
        {
            body.Held += bytes;
            return null;
        }

        lock (_lock)
        {
            if (Take(_memory, body, bytes, static other => other.Held > 0, Refusal.Busy) is { } refusal)
            {
                return refusal;
            }

            body.Held += bytes;
            return null;
        }
    }

    public Refusal? Store(BodyShare body, long bytes)
    {
        lock (_lock)
        {
            if (Take(_disk, body, bytes, static other => other.Stored > 0, Refusal.Disk) is { } refusal)
            {
                return refusal;
            }

            body.Stored += bytes;
            return null;
        }
    }

    public void Release(BodyShare body, long bytes)
    {
        lock (_lock)
        {
            // A body that was cut has given back everything already.
            bytes = Math.Min(bytes, body.Held);
            body.Held -= bytes;
            _memory.Return(bytes);
            _memory.Charge(-bytes, body.Sender);
        }
    }

    public void Await(BodyShare body, Action wake)
    {
        lock (_lock)
        {
            (body.Wake, body.AwaitedSince, body.Sender) = (wake, time.GetTimestamp(), networks.Limited(body.Address));
            _awaited.Add(body);
            _memory.Charge(body.Held, body.Sender);
            _disk.Charge(body.Stored, body.Sender);
        }
    }

    public void Verify(BodyShare body)
    {
        if (body.Wake is not null || body.Stored > 0)
        {
            lock (_lock)
            {
                LetGo(body);
            }
        }
    }

    public void End(BodyShare body)
    {
        if (body.Wake is null && body.Stored is 0)
        {
            _memory.Return(body.Held);
            body.Held = 0;
            return;
        }

        lock (_lock)
        {
            LetGo(body);
            _memory.Return(body.Held);
            body.Held = 0;
        }
    }

    private Refusal? Take(BodyBudget budget, BodyShare body, long bytes, Func<BodyShare, bool> holds, Refusal without)
    {
        while (!body.IsCut && !budget.FitsShare(bytes, body.Sender))
        {
            if (!TryCut(other => holds(other) && body.Sender!.Equals(other.Sender)))
            {
                return Refusal.Share;
            }
        }

        while (!body.IsCut && !budget.TryTake(bytes))
        {
            if (!TryCut(holds))
            {
                return without;
            }
        }

        if (body.IsCut)
        {
            return Refusal.CutOff;
        }

        budget.Charge(bytes, body.Sender);
        return null;
    }

    private bool TryCut(Func<BodyShare, bool> which)
    {
        if (_noneSlowAt is { } at && time.GetElapsedTime(at) < LookEvery)
        {
            return false;
        }

        var (slowest, pace) = (default(BodyShare), Slow);
        foreach (var body in _awaited)
        {
            var age = time.GetElapsedTime(body.AwaitedSince);
            if (age >= Grace && body.Received / age.TotalSeconds < pace && which(body))
            {
                (slowest, pace) = (body, body.Received / age.TotalSeconds);
            }
        }

        if (slowest is null)
        {
            _noneSlowAt = time.GetTimestamp();
            return false;
        }

        // Its room counts as free at once; what it really holds goes as soon as it wakes.
        _memory.Return(slowest.Held);
        _memory.Charge(-slowest.Held, slowest.Sender);
        slowest.Held = 0;
        LetGo(slowest);
        slowest.Cut();
        return true;
    }

    /// <summary>It is not waited for, and in nobody's share. What it holds in memory it holds on.</summary>
    private void LetGo(BodyShare body)
    {
        _awaited.Remove(body);
        _memory.Charge(-body.Held, body.Sender);
        _disk.Charge(-body.Stored, body.Sender);
        _disk.Return(body.Stored);
        (body.Stored, body.Sender) = (0, null);
    }
}
