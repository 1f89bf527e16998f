using System.Buffers;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>A row that is not held in memory. The stream ends at the end of the line.</summary>
internal sealed class LargeRowStream(NdjsonReader reader) : ForwardStream
{
    /// <summary>Where the next line starts; null until this one was read to the end.</summary>
    public long? NextOffset { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (NextOffset is null && !buffer.IsEmpty)
        {
            var taken = reader.TakePart(buffer.Span, out var isLast);
            NextOffset = isLast ? reader.Position : null;
            if (taken > 0)
            {
                return taken;
            }

            if (!isLast)
            {
                await reader.FillAsync(cancellationToken);
            }
        }

        return 0;
    }

    /// <summary>Skips the rest of the row.</summary>
    public async ValueTask SkipAsync(CancellationToken cancellationToken)
    {
        var discarded = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (await ReadAsync(discarded, cancellationToken) > 0)
            {
                // The bytes are not needed.
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(discarded);
        }
    }
}
