using System.Net;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>A download. It fails if the server sends nothing for the idle timeout.</summary>
internal sealed class ExportFile(HttpResponseMessage response, Stream content, IdleTimeout idle) : IDisposable
{
    /// <summary>How many bytes are still to come; null if the server does not say.</summary>
    public long? Remaining { get; private set; } = response.Content.Headers.ContentLength;

    /// <summary>The size of the whole file; null if the server does not say.</summary>
    public long? Length { get; } = response.StatusCode is HttpStatusCode.PartialContent
        ? response.Content.Headers.ContentRange?.Length
        : response.Content.Headers.ContentLength;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = await idle.RunAsync(token => content.ReadAsync(buffer, token), cancellationToken);
        Remaining -= read;
        return read;
    }

    public async Task SkipAsync(long bytes, CancellationToken cancellationToken)
    {
        var discarded = new byte[64 * 1024];
        while (bytes > 0)
        {
            var read = await ReadAsync(discarded.AsMemory(0, (int)Math.Min(bytes, discarded.Length)), cancellationToken);
            bytes -= read > 0 ? read : throw new IOException("The file ended before the byte to resume at.");
        }
    }

    public void Dispose()
    {
        response.Dispose();
        idle.Dispose();
    }
}
