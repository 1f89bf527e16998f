namespace WebhookRelay.Receiving;

/// <summary>The newest refused requests. Its size is fixed, since anyone can cause refusals.</summary>
internal sealed class RefusedRequestLog
{
    public const int Capacity = 200;

    private readonly Lock _lock = new();
    private readonly RefusedRequest?[] _requests = new RefusedRequest?[Capacity];
    private int _next;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<RefusedRequest> Newest
    {
        get
        {
            lock (_lock)
            {
                return [.. Enumerable.Range(1, Capacity).Select(back => _requests[(_next - back + Capacity) % Capacity]).OfType<RefusedRequest>()];
            }
        }
    }

    public void Add(RefusedRequest request)
    {
        lock (_lock)
        {
            _requests[_next] = request;
            _next = (_next + 1) % Capacity;
        }
    }
}
