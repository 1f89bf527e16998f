using System.Text.Json;
using WebhookRelay.Contracts;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>
/// One line of an export: a data row, or an error. It is valid until the next one is read, because
/// its bytes are in a reused buffer.
/// </summary>
public sealed class ExportRow
{
    private readonly Stream? _content;
    private readonly long? _next;

    internal ExportRow(long offset, ReadOnlyMemory<byte> json, long next) => (Offset, Held, _next) = (offset, json, next);

    internal ExportRow(long offset, ReadOnlyMemory<byte> beginning, Stream content) => (Offset, Held, _content) = (offset, beginning, content);

    /// <summary>Where the line starts: bytes from the start of its stream.</summary>
    public long Offset { get; }

    /// <summary>
    /// Where the next line starts: the offset to resume at after this row was handled. Null for a large row, until its stream
    /// was read to the end.
    /// </summary>
    public long? NextOffset => _content is LargeRowStream large ? large.NextOffset : _next;

    /// <summary>Whether the row is longer than the client holds in memory. It can then be read once, by <see cref="OpenRead"/>.</summary>
    public bool IsLarge => _content is not null;

    /// <summary>The unchanged row: UTF-8 JSON without the line end. Copy it to keep it.</summary>
    /// <exception cref="InvalidOperationException">The row is large: use <see cref="OpenRead"/>.</exception>
    public ReadOnlyMemory<byte> Json => IsLarge
        ? throw new InvalidOperationException($"The row at offset {Offset} is too large to be held: read it with OpenRead.")
        : Held;

    /// <summary>The row, or the beginning of a large one.</summary>
    internal ReadOnlyMemory<byte> Held { get; }

    /// <summary>The row's bytes as a stream. A large row is read from the network, so its stream can be read once.</summary>
    public Stream OpenRead() => _content ?? new ReadOnlyMemoryStream(Held);

    /// <summary>The row as a typed object, which keeps unknown members. A large row is then held in memory as a whole.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The row; null if the line is <c>null</c>.</returns>
    /// <exception cref="JsonException">The line is not a JSON object.</exception>
    public ValueTask<DataRow?> ReadDataRowAsync(CancellationToken cancellationToken) => _content is { } content
        ? JsonSerializer.DeserializeAsync(content, ContractsJson.Default.DataRow, cancellationToken)
        : ValueTask.FromResult(JsonSerializer.Deserialize(Held.Span, ContractsJson.Default.DataRow));
}
