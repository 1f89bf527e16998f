namespace WebhookRelay.Publishing;

/// <summary>One sending of a publication. It goes out at most once, or is withdrawn before.</summary>
internal sealed class PublishAttempt(BusPublication owner, long startedAt) : IDisposable
{
    private const int Waiting = 0;
    private const int Sent = 1;
    private const int Withdrawn = 2;

    private readonly CancellationTokenSource _cancellation = new();
    private CancellationTokenRegistration _connection;
    private int _status = Waiting;

    public BusPublication Owner => owner;

    /// <summary>Ends the waiting for a connection, or for an answer that cannot come any more. Nothing is called back that was sent.</summary>
    public CancellationToken Cancellation => _cancellation.Token;

    /// <summary>By the monotonic clock; starts anew when it is sent, and when the broker has come back.</summary>
    public long Since { get; set; } = startedAt;

    /// <summary>A probe came through after it was sent: it is sent again when it stays unanswered.</summary>
    public bool IsSuspect { get; set; }

    public bool IsSent => Volatile.Read(ref _status) is Sent;

    /// <summary>To be called directly before the bytes go out; false where they must not. The broker's time to answer begins here.</summary>
    /// <param name="now">By the monotonic clock.</param>
    /// <param name="connection">Ends with the connection it goes out on; the answer is not waited for after that.</param>
    public bool TrySend(long now, CancellationToken connection)
    {
        Since = now;
        if (Interlocked.CompareExchange(ref _status, Sent, Waiting) is not Waiting)
        {
            return false;
        }

        _connection = connection.UnsafeRegister(static attempt => ((PublishAttempt)attempt!)._cancellation.Cancel(), this);
        return true;
    }

    public bool TryWithdraw()
    {
        if (Interlocked.CompareExchange(ref _status, Withdrawn, Waiting) is not Waiting)
        {
            return false;
        }

        _cancellation.Cancel();
        return true;
    }

    public void Dispose()
    {
        _connection.Dispose();
        _cancellation.Dispose();
    }
}
