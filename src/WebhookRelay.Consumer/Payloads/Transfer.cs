using System.Net;
using System.Net.Http.Headers;

namespace WebhookRelay.Consumer.Payloads;

/// <summary>One connection after the other to the same bytes. Every step of it has a deadline.</summary>
internal sealed class Transfer(HttpClient http, Uri address, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan StallsAfter = TimeSpan.FromSeconds(30);

    private HttpResponseMessage? _response;
    private Stream? _body;

    public bool IsOpen => _body is not null;

    /// <exception cref="HttpRequestException">It cannot be reached, or refuses.</exception>
    /// <exception cref="IOException">It does not answer in time, or not with what was asked for.</exception>
    public async Task OpenAsync(long position, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Range = position > 0 ? new RangeHeaderValue(position, null) : null;
        _response = await WithinAsync(limit => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit), cancellationToken);
        if (!_response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"The relay answers {(int)_response.StatusCode} for {address}.", inner: null, _response.StatusCode);
        }

        if (position > 0 && (_response.StatusCode is not HttpStatusCode.PartialContent || _response.Content.Headers.ContentRange?.From != position))
        {
            throw new IOException($"The relay does not go on at byte {position} of {address}.");
        }

        _body = await _response.Content.ReadAsStreamAsync(cancellationToken);
    }

    /// <returns>How many bytes came; 0 at their end, or where the connection says so too early.</returns>
    /// <exception cref="IOException">It broke, or stands still.</exception>
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
        using var limit = new CancellationTokenSource(StallsAfter, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await step(ending.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
#pragma warning disable MA0054 // A cancellation at its base would be taken for the handler's own.
            throw new IOException($"{address} stands still: nothing came for {StallsAfter}.");
#pragma warning restore MA0054
        }
    }
}
