using System.Net.Http.Headers;
using WebhookRelay.Consumer.Payloads;
using WebhookRelay.Contracts;

namespace WebhookRelay.Consumer;

/// <summary>
/// Fetches data that are too large for their event, from the relay that the event names. A handler takes it as a
/// constructor parameter; a service that uses the contracts alone makes one itself, and keeps it.
/// </summary>
public sealed class LabelboxPayloads : IDisposable
{
    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <summary>Makes one that shows a key.</summary>
    /// <param name="key">The relay's <c>Payloads:Key</c>; null where it asks for none.</param>
    public LabelboxPayloads(string? key)
        // The key goes to the relay that the event names: no redirect leads it elsewhere, and no proxy of the environment sees it.
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
    /// Opens the data that an event names: exactly the bytes that <c>data</c> would have held. They come as they are read,
    /// asynchronously and once, and are not kept. A connection that breaks is made anew where it was.
    /// </summary>
    /// <remarks>
    /// Whether they are the right ones shows at their end: the last read throws <see cref="InvalidDataException"/> where
    /// their length is not <see cref="LabelboxEvent.DataLength"/> or their digest not <see cref="LabelboxEvent.DataSha256"/>.
    /// Make no effect before that. A read throws <see cref="IOException"/> where the connection breaks again and again.
    /// </remarks>
    /// <param name="labelboxEvent">An event with a <see cref="LabelboxEvent.DataRef"/>.</param>
    /// <param name="cancellationToken">Ends the opening of it.</param>
    /// <exception cref="InvalidOperationException">The event names no data, or not with their digest and length.</exception>
    /// <exception cref="HttpRequestException">
    /// The relay cannot be reached, or refuses: 401 where <see cref="LabelboxConsumerOptions.PayloadKey"/> is not its
    /// <c>Payloads:Key</c>, 404 where it has them no more (its <c>Ledger:RetainFor</c> has passed).
    /// </exception>
    public async Task<Stream> OpenAsync(LabelboxEvent labelboxEvent, CancellationToken cancellationToken)
    {
        if (labelboxEvent is not { DataRef: { } address, DataSha256: { } sha256, DataLength: { } length } || !Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            throw new InvalidOperationException($"Event {labelboxEvent.Id} names no data to be fetched: look at its Data.");
        }

        var stream = new FetchedStream(new Transfer(_http, uri, _time), sha256, length, _time);
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

    /// <summary>Closes the connections. What is being read breaks off.</summary>
    public void Dispose() => _http.Dispose();
}
