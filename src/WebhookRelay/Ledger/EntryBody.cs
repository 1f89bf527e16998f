using System.Runtime.InteropServices;

namespace WebhookRelay.Ledger;

/// <summary>A delivery's body exactly as received: in memory, or in a file if it is large.</summary>
internal abstract record EntryBody(long Length)
{
    /// <summary>How many bytes are in memory.</summary>
    public abstract int BytesInMemory { get; }

    /// <exception cref="IOException">The file of a large body cannot be read.</exception>
    public abstract Stream Open();

    public static implicit operator EntryBody(byte[] bytes) => new InMemory(bytes);

    internal sealed record InMemory(ReadOnlyMemory<byte> Bytes) : EntryBody(Bytes.Length)
    {
        public override int BytesInMemory => Bytes.Length;

        public override Stream Open() => MemoryMarshal.TryGetArray(Bytes, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(Bytes.ToArray(), writable: false);
    }

    /// <summary>The file is complete, synced to disk and never changes.</summary>
    /// <param name="Path">The file's path.</param>
    /// <param name="Digest">SHA-256 of its bytes.</param>
    /// <param name="Length">Its length in bytes.</param>
    internal sealed record InFile(string Path, ReadOnlyMemory<byte> Digest, long Length) : EntryBody(Length)
    {
        public override int BytesInMemory => 0;

        public override Stream Open() => new PayloadStream(Path, 0, Length);
    }
}
