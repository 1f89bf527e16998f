using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Receiving;

/// <summary>Requests to the public port, valid and malicious.</summary>
internal static class PublicPortRequests
{
    public static HttpRequestMessage Request(byte[] body, string? id = null, string path = "/webhook-endpoint", bool signed = true)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("X-Labelbox-Id", id ?? Guid.NewGuid().ToString("N"));
        request.Headers.TryAddWithoutValidation("X-Labelbox-Event", "LABEL_UPDATED");
        if (signed)
        {
            request.Headers.TryAddWithoutValidation("X-Hub-Signature", Sender.Sha1(body));
        }

        return request;
    }

    public static HttpRequestMessage With(this HttpRequestMessage request, string header, params string[] values)
    {
        request.Headers.Remove(header);
        foreach (var value in values)
        {
            // One call per line, so that a repeated header is sent as two lines.
            request.Headers.TryAddWithoutValidation(header, value);
        }

        return request;
    }

    /// <summary>Writes the bytes to a socket and reads the status line.</summary>
    public static async Task<int> RawAsync(Uri server, string head, byte[] body, CancellationToken cancellationToken, int chunk = int.MaxValue, TimeSpan pause = default)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Host, server.Port, cancellationToken);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.ReplaceLineEndings("\r\n") + "\r\n\r\n"), cancellationToken);
        foreach (var piece in body.Chunk(Math.Min(chunk, Math.Max(1, body.Length))))
        {
            await stream.WriteAsync(piece, cancellationToken);
            if (pause > TimeSpan.Zero)
            {
                // Simulates a slow sender; it waits for nothing.
                await Task.Delay(pause, cancellationToken);
            }
        }

        using var reader = new StreamReader(stream, Encoding.Latin1);
        var status = await reader.ReadLineAsync(cancellationToken);
        return status is { Length: > 12 } ? int.Parse(status.AsSpan(9, 3), CultureInfo.InvariantCulture) : 0;
    }
}
