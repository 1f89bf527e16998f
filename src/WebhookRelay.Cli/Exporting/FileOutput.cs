using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace WebhookRelay.Cli.Exporting;

/// <summary>
/// Rows in one file or in several of a size. The bytes depend on the rows alone: gzip members and files end at given numbers
/// of bytes of content, so a resumed export has the same output as one that was not interrupted.
/// </summary>
internal sealed class FileOutput : IRowOutput
{
    /// <summary>The content of a gzip member. A resumed export starts with a new one, and repeats less than this.</summary>
    private const long MemberBytes = 4 * 1024 * 1024;

    private const int BufferBytes = 256 * 1024;
    private const int CompressionBuffer = 64 * 1024;
    private static readonly byte[] EmptyMember = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly Func<int, string> _name;
    private readonly bool _gzip;
    private readonly long? _splitSize;
    private readonly Lock _gate = new();
    private SafeFileHandle _handle;
    private FileStream _file;
    private Stream? _member;
    private int _index;
    private long _content;
    private long _memberContent;

    /// <param name="name">The name of a file by its index.</param>
    /// <param name="gzip">Whether to compress.</param>
    /// <param name="splitSize">The content of one file; null: one file.</param>
    /// <param name="from">Where to continue. Everything behind it is removed.</param>
    /// <exception cref="CommandException">The file is shorter than the position.</exception>
    public FileOutput(Func<int, string> name, bool gzip, long? splitSize, OutputPosition from)
    {
        (_name, _gzip, _splitSize, _index, _content) = (name, gzip, splitSize, from.Index, from.Content);
        for (var later = from.Index + 1; splitSize is not null && File.Exists(name(later)); later++)
        {
            File.Delete(name(later));
        }

        (_handle, _file) = Open(from.Length);
    }

    public bool HasPosition => true;

    public OutputPosition? Flush()
    {
        if (_member is not null)
        {
            return null;
        }

        _file.Flush();
        return new OutputPosition(_index, _file.Position, _content);
    }

    public OutputPosition Mark()
    {
        EndMember();
        _file.Flush();
        return new OutputPosition(_index, _file.Position, _content);
    }

    public void Complete()
    {
        if (_gzip && _file.Position is 0)
        {
            // A file without a member is not gzip.
            _file.Write(EmptyMember);
        }

        _file.Flush(flushToDisk: true);
    }

    public void Sync()
    {
        lock (_gate)
        {
            RandomAccess.FlushToDisk(_handle);
        }
    }

    public void Write(ReadOnlySpan<byte> row)
    {
        var to = Begin(row.Length + 1);
        to.Write(row);
        to.WriteByte((byte)'\n');
        Add(row.Length + 1);
    }

    public async Task WriteAsync(Stream row, long beginning, CancellationToken cancellationToken)
    {
        var to = Begin(beginning + 1);
        var buffer = new byte[CompressionBuffer];
        for (int read; (read = await row.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            to.Write(buffer.AsSpan(0, read));
            (_content, _memberContent) = (_content + read, _memberContent + read);
        }

        to.WriteByte((byte)'\n');
        Add(1);
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    /// <summary>Where a row of a length goes.</summary>
    private Stream Begin(long bytes)
    {
        if (_content > 0 && _content + bytes > _splitSize)
        {
            EndMember();
            _file.Flush(flushToDisk: true);
            lock (_gate)
            {
                _file.Dispose();
                (_index, _content) = (_index + 1, 0);
                (_handle, _file) = Open(0);
            }
        }

        if (_gzip)
        {
            _member ??= new BufferedStream(new GZipStream(_file, CompressionLevel.Optimal, leaveOpen: true), CompressionBuffer);
        }

        return _member ?? _file;
    }

    private void Add(long bytes)
    {
        (_content, _memberContent) = (_content + bytes, _memberContent + bytes);
        if (_memberContent >= MemberBytes)
        {
            EndMember();
        }
    }

    private void EndMember()
    {
        _member?.Dispose();
        (_member, _memberContent) = (null, 0);
    }

    /// <summary>The lock keeps two processes from resuming the same export. The handle is asked to sync without touching the stream's buffer.</summary>
    private (SafeFileHandle Handle, FileStream File) Open(long length)
    {
        var path = _name(_index);
        var handle = File.OpenHandle(path, length > 0 ? FileMode.Open : FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        if (RandomAccess.GetLength(handle) < length)
        {
            handle.Dispose();
            throw new CommandException(ExitCode.Failed, $"'{path}' is shorter than its checkpoint, so it cannot be resumed.", "Start the export again with --overwrite.");
        }

        RandomAccess.SetLength(handle, length);
        return (handle, new FileStream(handle, FileAccess.Write, BufferBytes) { Position = length });
    }
}
