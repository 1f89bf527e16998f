using System.Runtime.InteropServices;

namespace WebhookRelay.Ledger;

/// <summary>The bytes of a delivery as they came: at hand, or in a file where there are too many of them.</summary>
internal abstract record EntryBody(long Length)
{
    /// <summary>How many of the bytes are in memory.</summary>
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

    /// <summary>Such a file is whole, on disk, and never changed.</summary>
    /// <param name="Path">Where it is.</param>
    /// <param name="Digest">SHA-256 of its bytes.</param>
    /// <param name="Length">How many they are.</param>
    internal sealed record InFile(string Path, ReadOnlyMemory<byte> Digest, long Length) : EntryBody(Length)
    {
        public override int BytesInMemory => 0;

        public override Stream Open() => new PayloadStream(Path, 0, Length);
    }
}
