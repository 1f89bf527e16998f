using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using WebhookRelay.Cli.Admin;

namespace WebhookRelay.Cli.Proving;

/// <summary>The digests of the ledger, computed as docs/operations.md describes, without the relay's own code.</summary>
internal static class HashChain
{
    /// <summary>The SHA-256 of an entry's fields.</summary>
    public static byte[] Digest(ProvenEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, entry.Sequence);
        Add(hash, entry.Id);
        Add(hash, entry.LabelboxEvent);
        Add(hash, entry.Webhook);
        Add(hash, entry.SecretMark);
        Add(hash, entry.Headers.Count);
        foreach (var header in entry.Headers)
        {
            Add(hash, header.Name);
            Add(hash, header.Value);
        }

        Add(hash, Convert.FromHexString(entry.BodySha256));
        Add(hash, entry.BodyLength);
        if (entry.AcceptedMicroseconds is { } accepted)
        {
            Add(hash, accepted);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>The hash of an entry: over the previous entry's hash and its own digest.</summary>
    public static byte[] Link(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> digest)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, previous);
        Add(hash, digest);
        return hash.GetHashAndReset();
    }

    private static void Add(IncrementalHash hash, string text) => Add(hash, Encoding.UTF8.GetBytes(text));

    private static void Add(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        Add(hash, bytes);
    }

    /// <summary>Adds a field, preceded by its length in 4 bytes.</summary>
    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
