using System.Net;

namespace WebhookRelay.Labelbox.Api;

/// <summary>
/// A call to Labelbox's API failed. The exception is one of seven kinds: <see cref="LabelboxInvalidKeyException"/>,
/// <see cref="LabelboxNotAllowedException"/>, <see cref="LabelboxNotFoundException"/>, <see cref="LabelboxConflictException"/>,
/// <see cref="LabelboxValidationException"/>, <see cref="LabelboxRateLimitedException"/>, <see cref="LabelboxServerException"/>.
/// The message is the API's, if it gave one. It never contains the key or a webhook's secret.
/// </summary>
public abstract class LabelboxApiException : Exception
{
    private protected LabelboxApiException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The API's <c>extensions.code</c>, such as <c>RESOURCE_NOT_FOUND</c>; null if it gave none.</summary>
    public string? Code { get; internal set; }

    /// <summary>The HTTP status; null if there was no response. The API reports most errors with status 200.</summary>
    public HttpStatusCode? Status { get; internal set; }

    /// <summary>How long the API asked to wait; null if it did not.</summary>
    public TimeSpan? RetryAfter { get; internal set; }

    /// <summary>Whether the same query may succeed a moment later.</summary>
    internal bool MayPass { get; private protected init; }

    /// <summary>Whether the API itself answered with this error, so that nothing was carried out.</summary>
    internal bool IsRefusal { get; set; }
}

/// <summary>The key is missing, or Labelbox does not accept it: unknown, revoked, or without access to the API.</summary>
/// <param name="message">The API's message.</param>
/// <param name="innerException">The cause, if any.</param>
public sealed class LabelboxInvalidKeyException(string message, Exception? innerException = null)
    : LabelboxApiException(message, innerException);

/// <summary>The key is valid, but its user is not allowed to do this.</summary>
/// <param name="message">The API's message.</param>
/// <param name="innerException">The cause, if any.</param>
public sealed class LabelboxNotAllowedException(string message, Exception? innerException = null)
    : LabelboxApiException(message, innerException);

/// <summary>The project or webhook does not exist, or the key has no access to it.</summary>
/// <param name="message">The API's message.</param>
/// <param name="innerException">The cause, if any.</param>
public sealed class LabelboxNotFoundException(string message, Exception? innerException = null)
    : LabelboxApiException(message, innerException);

/// <summary>The request conflicts with existing data at Labelbox.</summary>
/// <param name="message">The API's message.</param>
/// <param name="innerException">The cause, if any.</param>
public sealed class LabelboxConflictException(string message, Exception? innerException = null)
    : LabelboxApiException(message, innerException);

/// <summary>The API rejected the request's text or values. The same request will never succeed.</summary>
/// <param name="message">The API's message.</param>
/// <param name="innerException">The cause, if any.</param>
public sealed class LabelboxValidationException(string message, Exception? innerException = null)
    : LabelboxApiException(message, innerException);

/// <summary>Too many requests in this minute. The request was not executed.</summary>
public sealed class LabelboxRateLimitedException : LabelboxApiException
{
    /// <param name="message">The API's message.</param>
    /// <param name="retryAfter">How long the API asked to wait; null if it did not say.</param>
    /// <param name="innerException">The cause, if any.</param>
    public LabelboxRateLimitedException(string message, TimeSpan? retryAfter, Exception? innerException = null)
        : base(message, innerException) => (RetryAfter, MayPass) = (retryAfter, true);
}

/// <summary>
/// The API failed, was unreachable, did not respond in time, or sent an invalid response.
/// The request may still have been executed.
/// </summary>
public sealed class LabelboxServerException : LabelboxApiException
{
    /// <param name="message">The known facts.</param>
    /// <param name="innerException">The cause, if any.</param>
    public LabelboxServerException(string message, Exception? innerException = null)
        : this(message, mayPass: false, innerException)
    {
    }

    internal LabelboxServerException(string message, bool mayPass, Exception? innerException = null)
        : base(message, innerException) => MayPass = mayPass;
}
