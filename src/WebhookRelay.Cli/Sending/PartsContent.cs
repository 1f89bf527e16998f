using System.Net;
using System.Net.Http.Headers;

namespace WebhookRelay.Cli.Sending;

/// <summary>Sends a body in parts.</summary>
internal sealed class PartsContent : HttpContent
{
    private readonly IEnumerable<ReadOnlyMemory<byte>> _parts;
    private readonly long _length;

    public PartsContent(IEnumerable<ReadOnlyMemory<byte>> parts, long length)
    {
        (_parts, _length) = (parts, length);
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        foreach (var part in _parts)
        {
            await stream.WriteAsync(part, cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
