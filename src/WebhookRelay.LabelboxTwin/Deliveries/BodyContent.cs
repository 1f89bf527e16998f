using System.Net;
using System.Net.Http.Headers;

namespace WebhookRelay.LabelboxTwin.Deliveries;

/// <summary>Sends a body in parts.</summary>
internal sealed class BodyContent : HttpContent
{
    private readonly SignedBody _body;
    private readonly long _length;
    private readonly long _announced;

    /// <param name="length">The number of bytes to send.</param>
    /// <param name="announced">The <c>Content-Length</c>. If it exceeds the bytes sent, the connection ends mid-body.</param>
    public BodyContent(SignedBody body, long length, long announced)
    {
        (_body, _length, _announced) = (body, length, announced);
        // No charset, as Labelbox sends it.
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        foreach (var part in _body.Parts(_length))
        {
            await stream.WriteAsync(part, cancellationToken);
        }

        if (_announced > _length)
        {
            await stream.FlushAsync(cancellationToken);
            throw new IOException("The twin ended the connection mid-body because a 'broken' fault is active.");
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _announced;
        return true;
    }
}
