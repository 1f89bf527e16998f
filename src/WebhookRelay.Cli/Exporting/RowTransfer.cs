using WebhookRelay.Labelbox.Exports;

namespace WebhookRelay.Cli.Exporting;

/// <summary>Writes the rows of a task that pass the filter, and counts them all.</summary>
internal sealed class RowTransfer
{
    private readonly IRowOutput _output;
    private readonly RowFilter _filter;
    private readonly ExportCheckpoint _from;
    private readonly DataRowSelection? _asked;
    private readonly Dictionary<string, int> _index;
    private readonly byte[]? _found;
    private long _offset;
    private long _rows;
    private long _written;
    private long _filteredOut;

    public RowTransfer(IRowOutput output, RowFilter filter, DataRowSelection? asked, ExportCheckpoint from)
    {
        (_output, _filter, _asked, _from) = (output, filter, asked, from);
        (_offset, _rows, _written, _filteredOut) = (from.Part.Offset, from.Part.Rows, from.Totals.Written, from.Totals.FilteredOut);
        _index = asked?.Values.Index().ToDictionary(each => each.Item, each => each.Index, StringComparer.Ordinal) ?? [];
        _found = asked is null ? null : [.. from.Part.Found ?? new byte[(asked.Values.Count + 7) / 8]];
    }

    /// <summary>False while a large row is written: the output then ends inside it.</summary>
    public bool IsBetweenRows { get; private set; } = true;

    /// <summary>The rows of this task and those before.</summary>
    public long AllRows => _written + _filteredOut;

    public long AllBytes => _from.Totals.BytesRead + _offset;

    public IEnumerable<string> Missing => _asked?.Values.Where((_, index) => (_found![index / 8] & (1 << (index % 8))) is 0) ?? [];

    public async ValueTask AddAsync(ExportRow row, CancellationToken cancellationToken)
    {
        if (_asked is not null && DataRowIdentity.Find(row.Held.Span, _asked.IsByGlobalKey) is { } name && _index.TryGetValue(name, out var index))
        {
            _found![index / 8] |= (byte)(1 << (index % 8));
        }

        var isWritten = row.IsLarge ? await AddLargeAsync(row, cancellationToken) : AddHeld(row.Held.Span);
        _offset = row.NextOffset ?? throw new InvalidOperationException("The row was not read to its end.");
        _rows++;
        (_written, _filteredOut) = isWritten ? (_written + 1, _filteredOut) : (_written, _filteredOut + 1);
    }

    /// <summary>Where the stream ended.</summary>
    public void End(long offset) => _offset = offset;

    public ExportCheckpoint Checkpoint(OutputPosition position) => _from with
    {
        File = position,
        Part = _from.Part with { Offset = _offset, Rows = _rows, Found = _found is null ? null : [.. _found] },
        Totals = _from.Totals with { Written = _written, FilteredOut = _filteredOut },
    };

    /// <summary>All rows of the task were read.</summary>
    public ExportCheckpoint Finished(OutputPosition position)
    {
        var (checkpoint, size) = (Checkpoint(position), _from.Part.Announced!);
        var totals = checkpoint.Totals;
        return checkpoint with
        {
            Part = checkpoint.Part with { HasAllRows = true, Found = null },
            Totals = totals with
            {
                BytesRead = totals.BytesRead + _offset,
                Missing = totals.Missing + Missing.LongCount(),
                Differs = totals.Differs || (size.Rows ?? _rows) != _rows || (size.Bytes ?? _offset) != _offset,
            },
        };
    }

    private bool AddHeld(ReadOnlySpan<byte> row)
    {
        var passes = _filter.Passes(row);
        if (passes)
        {
            _output.Write(row);
        }

        return passes;
    }

    private async Task<bool> AddLargeAsync(ExportRow row, CancellationToken cancellationToken)
    {
        await using var content = row.OpenRead();
        IsBetweenRows = false;
        var isWritten = !_filter.IsActive || await SpoolAsync(content, row.Held.Length, cancellationToken);
        if (!_filter.IsActive)
        {
            await _output.WriteAsync(content, row.Held.Length, cancellationToken);
        }

        IsBetweenRows = true;
        return isWritten;
    }

    /// <summary>Whether a row of any size passes is known at its end, so it waits in a temporary file.</summary>
    private async Task<bool> SpoolAsync(Stream content, long beginning, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await using var spool = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose);
        var buffer = new byte[64 * 1024];
        _filter.Begin();
        for (int read; (read = await content.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            _filter.Read(buffer.AsSpan(0, read));
            await spool.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        if (!_filter.Passes())
        {
            return false;
        }

        spool.Position = 0;
        await _output.WriteAsync(spool, beginning, cancellationToken);
        return true;
    }
}
