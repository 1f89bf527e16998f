using System.Net.Http.Headers;

namespace WebhookRelay.Labelbox.Api;

/// <summary>
/// Reads the whole response of an attempt and passes on only its <c>data</c>. Errors are thrown here, below the retries,
/// because the API reports most errors with status 200.
/// </summary>
internal sealed class ResponseHandler(TimeProvider time) : DelegatingHandler
{
    /// <summary>Far more than 100 webhooks need. The limit keeps an unknown server from filling the memory.</summary>
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
            call.Data = LabelboxResponse.Read(response.StatusCode, WaitAskedFor(response.Headers.RetryAfter), body, redaction);
            return response;
        }
        catch (HttpRequestException e)
        {
            response?.Dispose();
            var mayPass = e.HttpRequestError is not HttpRequestError.ConfigurationLimitExceeded;
            throw new LabelboxServerException($"Labelbox's API did not respond: {e.HttpRequestError}.", mayPass, e)
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
