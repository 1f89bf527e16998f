using System.Buffers;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>A row that is not held in memory. It ends where the line ends.</summary>
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

    /// <summary>Passes over what was not read.</summary>
    public async ValueTask SkipAsync(CancellationToken cancellationToken)
    {
        var nowhere = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (await ReadAsync(nowhere, cancellationToken) > 0)
            {
                // Only the position counts.
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(nowhere);
        }
    }
}
