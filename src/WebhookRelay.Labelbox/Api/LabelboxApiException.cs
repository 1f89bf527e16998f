using System.Net;

namespace WebhookRelay.Labelbox.Api;

/// <summary>
/// A call to Labelbox's API failed. Exactly one of seven kinds: <see cref="LabelboxInvalidKeyException"/>,
/// <see cref="LabelboxNotAllowedException"/>, <see cref="LabelboxNotFoundException"/>, <see cref="LabelboxConflictException"/>,
/// <see cref="LabelboxValidationException"/>, <see cref="LabelboxRateLimitedException"/>, <see cref="LabelboxServerException"/>.
/// The message is the API's where it gave one; it never holds the key or a webhook's secret.
/// </summary>
public abstract class LabelboxApiException : Exception
{
    private protected LabelboxApiException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The API's <c>extensions.code</c>, such as <c>RESOURCE_NOT_FOUND</c>; null where it gave none.</summary>
    public string? Code { get; internal set; }

    /// <summary>The HTTP status of the answer; null where none came. The API tells most errors under 200.</summary>
    public HttpStatusCode? Status { get; internal set; }

    /// <summary>How long the API asked to wait; null where it did not.</summary>
    public TimeSpan? RetryAfter { get; internal set; }

    /// <summary>Whether the same question may be answered a moment later.</summary>
    internal bool MayPass { get; private protected init; }

    /// <summary>Whether the API itself answered with this error, so that nothing was carried out.</summary>
    internal bool IsRefusal { get; set; }
}

/// <summary>There is no key, or Labelbox does not accept it: unknown, revoked, or of a workspace without access to the API.</summary>
/// <param name="message">What the API said.</param>
/// <param name="innerException">The cause, if any.</param>
public sealed class LabelboxInvalidKeyException(string message, Exception? innerException = null)
    : LabelboxApiException(message, innerException);

/// <summary>The key is good, but its user may not do this.</summary>
/// <param name="message">What the API said.</param>
/// <param name="innerException">The cause, if any.</param>
public sealed class LabelboxNotAllowedException(string message, Exception? innerException = null)
    : LabelboxApiException(message, innerException);

/// <summary>The project or webhook does not exist, or the key does not see it.</summary>
/// <param name="message">What the API said.</param>
/// <param name="innerException">The cause, if any.</param>
public sealed class LabelboxNotFoundException(string message, Exception? innerException = null)
    : LabelboxApiException(message, innerException);

/// <summary>It contradicts what Labelbox already holds.</summary>
/// <param name="message">What the API said.</param>
/// <param name="innerException">The cause, if any.</param>
public sealed class LabelboxConflictException(string message, Exception? innerException = null)
    : LabelboxApiException(message, innerException);

/// <summary>The API did not accept the request's text or values. The same request will never succeed.</summary>
/// <param name="message">What the API said.</param>
/// <param name="innerException">The cause, if any.</param>
public sealed class LabelboxValidationException(string message, Exception? innerException = null)
    : LabelboxApiException(message, innerException);

/// <summary>Too many requests in this minute. Nothing was carried out.</summary>
public sealed class LabelboxRateLimitedException : LabelboxApiException
{
    /// <param name="message">What the API said.</param>
    /// <param name="retryAfter">How long it asked to wait; null where it did not say.</param>
    /// <param name="innerException">The cause, if any.</param>
    public LabelboxRateLimitedException(string message, TimeSpan? retryAfter, Exception? innerException = null)
        : base(message, innerException) => (RetryAfter, MayPass) = (retryAfter, true);
}

/// <summary>
/// The API failed, could not be reached, did not answer in time or answered what nobody understands.
/// What was asked for may have been carried out all the same.
/// </summary>
public sealed class LabelboxServerException : LabelboxApiException
{
    /// <param name="message">What is known.</param>
    /// <param name="innerException">The cause, if any.</param>
    public LabelboxServerException(string message, Exception? innerException = null)
        : this(message, mayPass: false, innerException)
    {
    }

    internal LabelboxServerException(string message, bool mayPass, Exception? innerException = null)
        : base(message, innerException) => MayPass = mayPass;
}
