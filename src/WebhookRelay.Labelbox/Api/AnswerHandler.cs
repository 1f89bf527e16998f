using System.Net.Http.Headers;

namespace WebhookRelay.Labelbox.Api;

/// <summary>
/// Reads the whole answer of a try, and lets nothing pass but <c>data</c>: a fault is thrown here, below the further tries,
/// because the API tells most errors inside a 200.
/// </summary>
internal sealed class AnswerHandler(TimeProvider time) : DelegatingHandler
{
    /// <summary>Far more than 100 webhooks take; a limit only so that a strange server cannot fill the memory.</summary>
    private const long MaxBytes = 32 * 1024 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = GraphQlCall.Of(request);
        var redaction = new Redaction([request.Headers.Authorization?.Parameter, .. call.Secrets]);
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, cancellationToken);
            await response.Content.LoadIntoBufferAsync(MaxBytes, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            call.Data = LabelboxAnswer.Read(response.StatusCode, WaitAskedFor(response.Headers.RetryAfter), body, redaction);
            return response;
        }
        catch (HttpRequestException e)
        {
            response?.Dispose();
            var mayPass = e.HttpRequestError is not HttpRequestError.ConfigurationLimitExceeded;
            throw new LabelboxServerException($"Labelbox's API did not answer: {e.HttpRequestError}.", mayPass, e)
            {
                Status = response?.StatusCode,
            };
        }
        catch
        {
            response?.Dispose();
            throw;
        }
    }

    private TimeSpan? WaitAskedFor(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date - time.GetUtcNow());
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
