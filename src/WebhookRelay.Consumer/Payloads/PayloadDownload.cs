using System.Net;
using System.Net.Http.Headers;

namespace WebhookRelay.Consumer.Payloads;

/// <summary>Downloads a payload over one connection at a time. Every operation has a deadline.</summary>
internal sealed class PayloadDownload(HttpClient http, Uri address, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan StallTimeout = TimeSpan.FromSeconds(30);

    private HttpResponseMessage? _response;
    private Stream? _body;

    public bool IsOpen => _body is not null;

    /// <exception cref="HttpRequestException">The relay is unreachable, or rejects the request.</exception>
    /// <exception cref="IOException">The relay does not respond in time, or not with the requested range.</exception>
    public async Task OpenAsync(long position, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Range = position > 0 ? new RangeHeaderValue(position, null) : null;
        _response = await WithinAsync(limit => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit), cancellationToken);
        if (!_response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"The relay returned status {(int)_response.StatusCode} for {address}.", inner: null, _response.StatusCode);
        }

        if (position > 0 && (_response.StatusCode is not HttpStatusCode.PartialContent || _response.Content.Headers.ContentRange?.From != position))
        {
            throw new IOException($"The relay did not resume at byte {position} of {address}.");
        }

        _body = await _response.Content.ReadAsStreamAsync(cancellationToken);
    }

    /// <returns>The number of bytes read; 0 at the end of the payload or of the connection.</returns>
    /// <exception cref="IOException">The connection was lost, or stalled.</exception>
    public Task<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        WithinAsync(limit => _body!.ReadAsync(buffer, limit).AsTask(), cancellationToken);

    public void Close()
    {
        _response?.Dispose();
        (_response, _body) = (null, null);
    }

    public void Dispose() => Close();

    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(StallTimeout, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await step(ending.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
#pragma warning disable MA0054 // A cancellation at its base would look like the handler's own.
            throw new IOException($"The download of {address} stalled: no bytes arrived for {StallTimeout}.");
#pragma warning restore MA0054
        }
    }
}
