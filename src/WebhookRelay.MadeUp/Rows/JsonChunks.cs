using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace WebhookRelay.MadeUp.Rows;

/// <summary>A point of a document at which what has been written of it may be sent.</summary>
internal readonly record struct Pause;

/// <summary>JSON that is taken away in chunks while it is written, so that a document of any size needs the memory of one chunk.</summary>
internal sealed class JsonChunks : IDisposable
{
    private const int ChunkBytes = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(8 * 1024);

    public JsonChunks() => Json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    public Utf8JsonWriter Json { get; }

    public bool IsFull => _buffer.WrittenCount + Json.BytesPending >= ChunkBytes;

    /// <summary>What has been written since. It holds until the next write.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        Json.Flush();
        var chunk = _buffer.WrittenMemory;
        _buffer.ResetWrittenCount();
        return chunk;
    }

    public void Dispose() => Json.Dispose();

    /// <summary>Runs a writer to its end, chunk by chunk.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Run(Func<Utf8JsonWriter, IEnumerable<Pause>> write)
    {
        using var chunks = new JsonChunks();
        foreach (var _ in write(chunks.Json))
        {
            if (chunks.IsFull)
            {
                yield return chunks.Take();
            }
        }

        yield return chunks.Take();
    }
}
