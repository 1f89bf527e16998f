namespace WebhookRelay.LabelboxTwin.Api;

internal enum ApiFaultKind
{
    /// <summary>401, <c>AUTHENTICATION_ERROR</c>: the key is wrong.</summary>
    Unauthenticated,

    /// <summary>401 with a bare message: the account has no access to the API.</summary>
    FreeTier,

    /// <summary>403, <c>AUTHORIZATION_ERROR</c>: the key may not do this.</summary>
    Forbidden,

    /// <summary>429 with <c>retry-after</c> and a bare message.</summary>
    RateLimited,

    /// <summary>A 5xx in plain text, as a proxy in front of the API sends.</summary>
    ServerError,

    /// <summary>Any code and message in the response's errors, with any status.</summary>
    Error,

    /// <summary>The request is executed at once, and the response is delayed.</summary>
    Slow,

    /// <summary>The request is executed, and the connection ends before the response.</summary>
    LostAnswer,

    /// <summary>The connection ends before the request is executed.</summary>
    LostRequest,
}

/// <param name="Count">The number of calls affected; null means until cleared.</param>
/// <param name="Operation">Affects only calls of this query or mutation field, such as <c>createWebhook</c>; null means every call.</param>
/// <param name="Status">For <c>server-error</c> (default 502) and <c>error</c> (default 200).</param>
/// <param name="RetryAfter">Seconds, for <c>rate-limited</c>.</param>
/// <param name="Delay">For <c>slow</c>.</param>
internal sealed record ApiFault(
    ApiFaultKind Kind, int? Count, string? Operation, int? Status, string? Code, string? Message, int RetryAfter, TimeSpan Delay)
{
    public int Left { get; set; } = Count ?? int.MaxValue;
}

/// <summary>The active API faults. A call gets the oldest fault that applies to it.</summary>
internal sealed class ApiFaults
{
    private readonly Lock _lock = new();
    private readonly List<ApiFault> _active = [];

    public IReadOnlyList<ApiFault> Active
    {
        get
        {
            lock (_lock)
            {
                return [.. _active];
            }
        }
    }

    public void Add(ApiFault fault)
    {
        lock (_lock)
        {
            _active.Add(fault);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _active.Clear();
        }
    }

    public ApiFault? Take(IReadOnlyCollection<string> operations)
    {
        lock (_lock)
        {
            var fault = _active.Find(fault => fault.Operation is null || operations.Contains(fault.Operation, StringComparer.Ordinal));
            if (fault is not null && --fault.Left is 0)
            {
                _active.Remove(fault);
            }

            return fault;
        }
    }
}
