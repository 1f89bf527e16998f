using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace WebhookRelay.Ledger;

/// <summary>
/// A file as one sequence of bytes with only the last used pages in memory. A page is read on access and again if it was
/// dropped; spans already handed out stay valid.
/// </summary>
internal sealed class PagedFile : IDisposable
{
    /// <summary>The maximum memory that reading a file takes.</summary>
    public const int MaxBytesInMemory = PageLength * KeptPages;

    private const int PageLength = 64 * 1024;
    private const int KeptPages = 4;

    private readonly SafeFileHandle _file;
    private readonly CancellationToken _cancellationToken;
    private readonly Queue<Page> _kept = new(KeptPages);

    /// <param name="body">The file.</param>
    /// <param name="cancellationToken">Cancels reading at the next page.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public PagedFile(EntryBody.InFile body, CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        _file = File.OpenHandle(body.Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        Bytes = Link(body.Length);
    }

    /// <summary>Accessing it throws <see cref="IOException"/> if the file cannot be read.</summary>
    public ReadOnlySequence<byte> Bytes { get; }

    public void Dispose() => _file.Dispose();

    private ReadOnlySequence<byte> Link(long length)
    {
        if (length is 0)
        {
            return ReadOnlySequence<byte>.Empty;
        }

        var first = new Segment(new Page(this, 0, (int)Math.Min(PageLength, length)), before: null);
        var last = first;
        for (long offset = PageLength; offset < length; offset += PageLength)
        {
            last = new Segment(new Page(this, offset, (int)Math.Min(PageLength, length - offset)), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private byte[] Read(Page page, long offset, int length)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (_kept.Count is KeptPages)
        {
            _kept.Dequeue().Drop();
        }

        _kept.Enqueue(page);
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        for (var filled = 0; filled < length;)
        {
            var read = RandomAccess.Read(_file, bytes.AsSpan(filled), offset + filled);
            filled += read > 0 ? read : throw new EndOfStreamException("The file of a body is shorter than it was written.");
        }

        return bytes;
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(Page page, Segment? before)
        {
            Memory = page.Unread;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }

    private sealed class Page(PagedFile file, long offset, int length) : MemoryManager<byte>
    {
        private byte[]? _bytes;

        /// <summary>The page's memory without reading it.</summary>
        public ReadOnlyMemory<byte> Unread => CreateMemory(length);

        public override Span<byte> GetSpan() => _bytes ??= file.Read(this, offset, length);

        public void Drop() => _bytes = null;

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("A page cannot be pinned.");

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing) => Drop();
    }
}
