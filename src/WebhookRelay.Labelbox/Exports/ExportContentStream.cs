using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>
/// The bytes of a stream from an offset on, file after file. A broken download continues where it stopped, at an address that
/// is asked for again. Files that do not follow each other are an error, so bytes are never joined wrongly. A file of
/// unannounced size must keep its length and end with a whole row.
/// </summary>
/// <param name="taskId">Labelbox's id of the task.</param>
/// <param name="chunkAt">Asks for the file that contains an offset; null if there is none.</param>
/// <param name="files">Downloads.</param>
/// <param name="offset">The first byte wanted.</param>
/// <param name="total">The length of the whole stream; null for one file of unknown size.</param>
/// <param name="attempts">How many attempts without progress are made.</param>
/// <param name="time">The clock.</param>
internal sealed class ExportContentStream(
    string taskId, Func<long, CancellationToken, Task<ExportChunk?>> chunkAt, ExportFiles files, long offset, long? total, int attempts, TimeProvider time) : ForwardStream
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly LastLine? _lastLine = total is null ? new() : null;
    private long _position = offset;
    private bool _isInsideChunk = offset > 0;
    private long? _end;
    private ExportFile? _file;
    private int _failures;
    private BackOff _waits = new(FirstWait, LongestWait);
    private bool _isEnded;
    private long? _fileLength;

    /// <summary>How many bytes of the current file are still to come; null if the server does not say.</summary>
    private long? Missing => (_end + 1 ?? _fileLength) - _position;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!_isEnded && _position != total && !buffer.IsEmpty)
        {
            try
            {
                _file ??= await OpenAsync(cancellationToken);
                var read = await _file.ReadAsync(_end - _position + 1 is { } left && left < buffer.Length ? buffer[..(int)left] : buffer, cancellationToken);
                if (read > 0 || (_end is null && Missing is not > 0))
                {
                    _lastLine?.Add(buffer.Span[..read]);
                    await AdvanceAsync(read, cancellationToken);
                    return read;
                }

                throw new IOException($"The file ended, and {Missing} bytes of it are missing.");
            }
            catch (Exception e) when (e is IOException or HttpRequestException or LabelboxApiException { MayPass: true })
            {
                CloseFile();
                await WaitAsync(e, cancellationToken);
            }
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        CloseFile();
        base.Dispose(disposing);
    }

    private async Task<ExportFile> OpenAsync(CancellationToken cancellationToken)
    {
        var chunk = await chunkAt(_position, cancellationToken) ?? throw new IOException("Labelbox returned no file for this offset.");
        if (chunk.Start > _position || (chunk.Start < _position && !_isInsideChunk && total is not null))
        {
            throw Broken($"the next file starts at {chunk.Start}, so it does not follow.");
        }

        if (chunk.End is { } end && (end < _position || end >= total))
        {
            throw Broken($"the next file ends at {end}, of {total} bytes.");
        }

        var file = await files.OpenAsync(chunk.File, _position - chunk.Start, cancellationToken);
        _end = chunk.End;
        if (file.Remaining > _end - _position + 1)
        {
            file.Dispose();
            throw Broken($"the file from {chunk.Start} to {chunk.End} is longer than announced.");
        }

        if (total is null && _fileLength is { } before && file.Length is { } now && now != before)
        {
            file.Dispose();
            throw Broken($"the file had {before} bytes, and has {now} now.");
        }

        _fileLength ??= file.Length;
        return file;
    }

    private async ValueTask AdvanceAsync(int read, CancellationToken cancellationToken)
    {
        _position += read;
        _isInsideChunk = true;
        _isEnded = read is 0;
        if (_isEnded && _lastLine is { IsWhole: false })
        {
            throw Broken("the file ends inside a row.");
        }

        (_failures, _waits) = _failures is 0 ? (0, _waits) : (0, new BackOff(FirstWait, LongestWait));
        if (_position > _end)
        {
            await RequireEndAsync(cancellationToken);
            _isInsideChunk = false;
            CloseFile();
        }
    }

    /// <summary>If the server did not announce the length, one more read shows whether the file has ended.</summary>
    private async ValueTask RequireEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_file!.Remaining is null && await _file.ReadAsync(new byte[1], cancellationToken) > 0)
            {
                throw Broken($"the file that ends at {_end} is longer than announced.");
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // Every announced byte has been read.
        }
    }

    private async Task WaitAsync(Exception failure, CancellationToken cancellationToken)
    {
        if (++_failures >= attempts)
        {
            throw new ExportContentException(taskId, _position, $"{failure.Message} Gave up after {_failures} attempts without progress.", failure);
        }

        await Task.Delay(_waits.Next(), time, cancellationToken);
    }

    private ExportContentException Broken(string reason) => new(taskId, _position, reason);

    private void CloseFile()
    {
        _file?.Dispose();
        _file = null;
    }
}
