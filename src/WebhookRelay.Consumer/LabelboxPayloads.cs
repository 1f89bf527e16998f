using System.Net.Http.Headers;
using WebhookRelay.Consumer.Payloads;
using WebhookRelay.Contracts;

namespace WebhookRelay.Consumer;

/// <summary>
/// Downloads data that is too large for its event from the relay that the event names. A handler can take it as a constructor
/// parameter. A service that uses only the contracts creates one instance and reuses it.
/// </summary>
public sealed class LabelboxPayloads : IDisposable
{
    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <summary>Creates an instance that authenticates with a key.</summary>
    /// <param name="key">The relay's <c>Payloads:Key</c>; null if it requires none.</param>
    public LabelboxPayloads(string? key)
        // Without redirects and proxies, only the relay that the event names gets the key.
        : this(key, new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }, TimeProvider.System)
    {
    }

    internal LabelboxPayloads(string? key, HttpMessageHandler handler, TimeProvider time)
    {
        _time = time;
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = key is { Length: > 0 } ? new AuthenticationHeaderValue("Bearer", key) : null;
    }

    /// <summary>
    /// Opens the data of an event: exactly the bytes that <c>data</c> would have contained. The stream is asynchronous,
    /// forward-only and unbuffered. After a lost connection it resumes where it stopped.
    /// </summary>
    /// <remarks>
    /// The bytes are verified at the end: the last read throws <see cref="InvalidDataException"/> if their length is not
    /// <see cref="LabelboxEvent.DataLength"/> or their digest is not <see cref="LabelboxEvent.DataSha256"/>. Do not act on the
    /// data before that. A read throws <see cref="IOException"/> if the connection is lost repeatedly.
    /// </remarks>
    /// <param name="labelboxEvent">An event with a <see cref="LabelboxEvent.DataRef"/>.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="InvalidOperationException">The event has no data reference with a digest and a length.</exception>
    /// <exception cref="HttpRequestException">
    /// The relay is unreachable or rejects the request: 401 if <see cref="LabelboxConsumerOptions.PayloadKey"/> is not its
    /// <c>Payloads:Key</c>, 404 if it no longer has the data (its <c>Ledger:RetainFor</c> has passed).
    /// </exception>
    public async Task<Stream> OpenAsync(LabelboxEvent labelboxEvent, CancellationToken cancellationToken)
    {
        if (labelboxEvent is not { DataRef: { } address, DataSha256: { } sha256, DataLength: { } length } || !Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            throw new InvalidOperationException($"Event {labelboxEvent.Id} has no data reference: use its Data.");
        }

        var stream = new PayloadStream(new PayloadDownload(_http, uri, _time), sha256, length, _time);
        try
        {
            await stream.BeginAsync(cancellationToken);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Closes the connections and interrupts open streams.</summary>
    public void Dispose() => _http.Dispose();
}
