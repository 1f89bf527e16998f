using System.Net;
using System.Net.Http.Headers;

namespace WebhookRelay.LabelboxTwin.Deliveries;

/// <summary>Sends a body part by part.</summary>
internal sealed class BodyContent : HttpContent
{
    private readonly SignedBody _body;
    private readonly long _length;
    private readonly long _announced;

    /// <param name="length">What is sent.</param>
    /// <param name="announced">What <c>Content-Length</c> says; where it is more than is sent, the connection ends in the middle.</param>
    public BodyContent(SignedBody body, long length, long announced)
    {
        (_body, _length, _announced) = (body, length, announced);
        // Exactly so, without a charset.
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
            throw new IOException("The twin ended the connection in the middle of the body, as it was asked to.");
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _announced;
        return true;
    }
}
