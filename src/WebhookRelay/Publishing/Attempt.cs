namespace WebhookRelay.Publishing;

/// <summary>One sending of a publication. It goes out at most once, or is withdrawn before.</summary>
internal sealed class Attempt(BusPublication owner, long begunAt) : IDisposable
{
    private const int Waiting = 0;
    private const int Sent = 1;
    private const int Withdrawn = 2;

    private readonly CancellationTokenSource _withdrawing = new();
    private int _step = Waiting;

    public BusPublication Owner => owner;

    /// <summary>Ends only the waiting for a connection: nothing that was sent is cancelled.</summary>
    public CancellationToken Withdrawing => _withdrawing.Token;

    /// <summary>By the monotonic clock; starts anew when it is sent, and when the broker has come back.</summary>
    public long Since { get; set; } = begunAt;

    /// <summary>A probe came through after it was sent: it is sent again when it stays unanswered.</summary>
    public bool Doubted { get; set; }

    public bool IsSent => Volatile.Read(ref _step) is Sent;

    /// <summary>To be called directly before the bytes go out; false where they must not. The broker's time to answer begins here.</summary>
    public bool TrySend(long now)
    {
        Since = now;
        return Interlocked.CompareExchange(ref _step, Sent, Waiting) is Waiting;
    }

    public bool TryWithdraw()
    {
        if (Interlocked.CompareExchange(ref _step, Withdrawn, Waiting) is not Waiting)
        {
            return false;
        }

        _withdrawing.Cancel();
        return true;
    }

    public void Dispose() => _withdrawing.Dispose();
}
