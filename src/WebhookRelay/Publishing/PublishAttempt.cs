namespace WebhookRelay.Publishing;

/// <summary>One attempt to send a publication. It is sent at most once, or is withdrawn before that.</summary>
internal sealed class PublishAttempt(BusPublication owner, long startedAt) : IDisposable
{
    private const int Waiting = 0;
    private const int Sent = 1;
    private const int Withdrawn = 2;

    private readonly CancellationTokenSource _cancellation = new();
    private CancellationTokenRegistration _connection;
    private int _status = Waiting;

    public BusPublication Owner => owner;

    /// <summary>Cancels the wait for a connection, or for an answer that can no longer arrive. What was sent stays sent.</summary>
    public CancellationToken Cancellation => _cancellation.Token;

    /// <summary>When the time to answer started, by the monotonic clock. Restarts when the attempt is sent and when the broker recovers.</summary>
    public long Since { get; set; } = startedAt;

    /// <summary>A later probe was answered before this attempt: if it stays unanswered, it is sent again.</summary>
    public bool IsSuspect { get; set; }

    public bool IsSent => Volatile.Read(ref _status) is Sent;

    /// <summary>Call directly before the bytes are sent; false when they must not be. The broker's time to answer starts here.</summary>
    /// <param name="now">The monotonic time.</param>
    /// <param name="connection">Cancelled when the connection it is sent on closes; no answer can arrive after that.</param>
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
