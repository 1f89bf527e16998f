using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace WebhookRelay.SampleData.Rows;

/// <summary>A point in a document at which the JSON written so far can be sent.</summary>
internal readonly record struct FlushPoint;

/// <summary>Writes JSON in chunks, so that a document of any size needs the memory of one chunk.</summary>
internal sealed class JsonChunks : IDisposable
{
    private const int ChunkBytes = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(8 * 1024);

    public JsonChunks() => Json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    public Utf8JsonWriter Json { get; }

    public bool IsFull => _buffer.WrittenCount + Json.BytesPending >= ChunkBytes;

    /// <summary>The JSON written since the last call. It is valid until the next write.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        Json.Flush();
        var chunk = _buffer.WrittenMemory;
        _buffer.ResetWrittenCount();
        return chunk;
    }

    public void Dispose() => Json.Dispose();

    /// <summary>Runs a writer to its end, chunk by chunk.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Run(Func<Utf8JsonWriter, IEnumerable<FlushPoint>> write)
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
