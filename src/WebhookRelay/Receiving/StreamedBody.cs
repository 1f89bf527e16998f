using System.Buffers;
using WebhookRelay.Ledger;

namespace WebhookRelay.Receiving;

/// <summary>A body that is streamed to disk while its signature and digest are computed.</summary>
internal sealed class StreamedBody(IncomingPayload incoming, SignatureVerifier verifier) : IDisposable
{
    private StoredPayload? _stored;

    public long Length => incoming.Length;

    /// <exception cref="LedgerUnavailableException">The body cannot be written.</exception>
    public async ValueTask WriteAsync(ReadOnlySequence<byte> piece)
    {
        verifier.Append(piece);
        await incoming.WriteAsync(piece);
    }

    public async ValueTask<EntryBody> StoreAsync(LedgerPayloads payloads) => (_stored = await payloads.StoreAsync(incoming)).Body;

    public void Dispose()
    {
        _stored?.Dispose();
        incoming.Dispose();
    }
}
