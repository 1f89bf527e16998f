using System.Buffers;
using WebhookRelay.Ledger;

namespace WebhookRelay.Receiving;

/// <summary>A body that goes to disk as it comes, while its signature and its digest are computed: it is never held.</summary>
internal sealed class StreamedBody : IDisposable
{
    /// <summary>What the server may hold of it at a time, whatever its length.</summary>
    private const int Share = 1024 * 1024;

    private readonly InFlightBytes _inFlight;
    private readonly IncomingPayload _incoming;
    private readonly SignatureCheck _check;
    private KeptPayload? _kept;

    private StreamedBody(InFlightBytes inFlight, IncomingPayload incoming, SignatureCheck check) =>
        (_inFlight, _incoming, _check) = (inFlight, incoming, check);

    public long Length => _incoming.Length;

    /// <summary>Null where too many bytes are in flight.</summary>
    /// <exception cref="LedgerUnavailableException">There is no room on disk for the declared length.</exception>
    public static StreamedBody? TryBegin(InFlightBytes inFlight, LedgerPayloads payloads, SignatureCheck check, long declared)
    {
        if (!inFlight.TryTake(Share))
        {
            return null;
        }

        try
        {
            return new StreamedBody(inFlight, payloads.Create(declared), check);
        }
        catch (LedgerUnavailableException)
        {
            inFlight.Return(Share);
            throw;
        }
    }

    /// <exception cref="LedgerUnavailableException">It cannot be written.</exception>
    public async ValueTask WriteAsync(ReadOnlySequence<byte> piece)
    {
        _check.Append(piece);
        await _incoming.WriteAsync(piece);
    }

    public async ValueTask<EntryBody> KeepAsync(LedgerPayloads payloads) => (_kept = await payloads.KeepAsync(_incoming)).Body;

    public void Dispose()
    {
        _kept?.Dispose();
        _incoming.Dispose();
        _inFlight.Return(Share);
    }
}
