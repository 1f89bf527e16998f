using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Large;

/// <summary>A generated V2 delivery of any length that is streamed. The same name and length give the same bytes.</summary>
internal sealed class LargeDelivery
{
    private const int RecordLength = 64;
    private const int RecordsAtOnce = 1024;

    private readonly byte[] _head;
    private readonly byte[] _tail;

    public LargeDelivery(string name, long length)
    {
        (Id, Length) = (name, length);
        _head = Encoding.UTF8.GetBytes($$$"""
            {"data_row":{"id":"row-{{{name}}}"},"media_attributes":{"asset_type":"video"},"projects":{"project-1":{"labels":[{"id":"label-1"}]}},"frames":[
            """);
        var whole = (length - _head.Length - RecordLength) / RecordLength;
        Records = whole;
        _tail = Encoding.UTF8.GetBytes($"\"{new string('t', (int)(length - _head.Length - (whole * RecordLength)) - 4)}\"]}}");
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
#pragma warning disable CA5350 // Labelbox signs with HMAC-SHA1.
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, Encoding.UTF8.GetBytes(Sender.Secret));
#pragma warning restore CA5350
        foreach (var piece in Pieces())
        {
            sha256.AppendData(piece.Span);
            mac.AppendData(piece.Span);
        }

        Sha256 = Convert.ToHexStringLower(sha256.GetHashAndReset());
        Signature = $"sha1={Convert.ToHexStringLower(mac.GetHashAndReset())}";
    }

    public string Id { get; }

    public long Length { get; }

    public string Sha256 { get; }

    public string Signature { get; }

    private long Records { get; }

    public HttpRequestMessage Request(Uri to, bool declared = true, string? id = null, string? signature = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(to, "/webhook-endpoint")) { Content = new Streamed(this, declared) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TransferEncodingChunked = declared ? null : true;
        request.Headers.TryAddWithoutValidation("X-Labelbox-Id", id ?? Id);
        request.Headers.TryAddWithoutValidation("X-Labelbox-Event", "LABEL_UPDATED");
        request.Headers.TryAddWithoutValidation("X-Hub-Signature", signature ?? Signature);
        return request;
    }

    /// <summary>The body in one reused buffer.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces()
    {
        yield return _head;
        var buffer = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"at\":\"0000000000000000\",\"x\":12.5,\"y\":3.75,\"text\":\"012345678\"},\n", RecordsAtOnce)));
        Xunit.Assert.Equal(RecordLength * RecordsAtOnce, buffer.Length);
        for (long record = 0; record < Records; record += RecordsAtOnce)
        {
            var count = (int)Math.Min(RecordsAtOnce, Records - record);
            for (var i = 0; i < count; i++)
            {
                Utf8Formatter.TryFormat(record + i, buffer.AsSpan((i * RecordLength) + 7), out _, new System.Buffers.StandardFormat('D', 16));
            }

            yield return buffer.AsMemory(0, count * RecordLength);
        }

        yield return _tail;
    }

    private sealed class Streamed(LargeDelivery delivery, bool declared) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            foreach (var piece in delivery.Pieces())
            {
                await stream.WriteAsync(piece, cancellationToken);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = delivery.Length;
            return declared;
        }
    }
}
