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

    /// <summary>A 5xx in plain text, as a proxy before the API answers.</summary>
    ServerError,

    /// <summary>Any code and message, in the errors of an answer of any status.</summary>
    Error,

    /// <summary>It is carried out at once, and answered late.</summary>
    Slow,

    /// <summary>It is carried out, and the connection ends before the answer.</summary>
    LostAnswer,

    /// <summary>The connection ends before it is carried out.</summary>
    LostRequest,
}

/// <param name="Count">For how many calls; null: until cleared.</param>
/// <param name="Operation">Only calls that ask for this field of the query or mutation, such as <c>createWebhook</c>; null: every call.</param>
/// <param name="Status">Of <c>server-error</c> (502 unless said) and <c>error</c> (200 unless said).</param>
/// <param name="RetryAfter">Seconds, of <c>rate-limited</c>.</param>
/// <param name="Delay">Of <c>slow</c>.</param>
internal sealed record ApiFault(
    ApiFaultKind Kind, int? Count, string? Operation, int? Status, string? Code, string? Message, int RetryAfter, TimeSpan Delay)
{
    public int Left { get; set; } = Count ?? int.MaxValue;
}

/// <summary>The faults asked for of the API. A call meets the oldest one that is meant for it.</summary>
internal sealed class ApiFaults
{
    private readonly Lock _turn = new();
    private readonly List<ApiFault> _active = [];

    public IReadOnlyList<ApiFault> Active
    {
        get
        {
            lock (_turn)
            {
                return [.. _active];
            }
        }
    }

    public void Add(ApiFault fault)
    {
        lock (_turn)
        {
            _active.Add(fault);
        }
    }

    public void Clear()
    {
        lock (_turn)
        {
            _active.Clear();
        }
    }

    public ApiFault? Meet(IReadOnlyCollection<string> operations)
    {
        lock (_turn)
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
