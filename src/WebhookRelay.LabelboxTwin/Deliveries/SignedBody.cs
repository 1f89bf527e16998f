using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using WebhookRelay.SampleData.Rows;

namespace WebhookRelay.LabelboxTwin.Deliveries;

/// <summary>
/// A body with its signatures. A body larger than one chunk is never in memory as a whole: it is generated once to be signed
/// and measured, and again to be sent, with identical bytes.
/// </summary>
internal sealed class SignedBody
{
    private readonly Func<IEnumerable<ReadOnlyMemory<byte>>> _parts;

    private SignedBody(Func<IEnumerable<ReadOnlyMemory<byte>>> parts, byte[]? whole, long length, string sha1, string? sha256) =>
        (_parts, Whole, Length, Sha1, Sha256) = (parts, whole, length, sha1, sha256);

    /// <summary>The whole body if it fits in one chunk, else null.</summary>
    public byte[]? Whole { get; }

    public long Length { get; }

    public string Sha1 { get; }

    public string? Sha256 { get; }

    /// <param name="half">Use the first half of the document only.</param>
    public static SignedBody Of(Func<Utf8JsonWriter, IEnumerable<FlushPoint>> write, string secret, bool with256, bool half)
    {
        Func<IEnumerable<ReadOnlyMemory<byte>>> parts = () => JsonChunks.Run(write);
        if (half)
        {
            var length = parts().Sum(part => (long)part.Length);
            parts = () => Begin(JsonChunks.Run(write), length / 2);
        }

        var key = Encoding.UTF8.GetBytes(secret);
#pragma warning disable CA5350 // Labelbox signs with SHA-1.
        using var sha1 = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, key);
#pragma warning restore CA5350
        using var sha256 = with256 ? IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key) : null;
        var (count, total, whole) = (0, 0L, (byte[]?)null);
        foreach (var part in parts())
        {
            sha1.AppendData(part.Span);
            sha256?.AppendData(part.Span);
            total += part.Length;
            whole = count++ is 0 ? part.ToArray() : null;
        }

        return new SignedBody(
            parts, whole, total, $"sha1={Convert.ToHexStringLower(sha1.GetHashAndReset())}", sha256 is null ? null : $"sha256={Convert.ToHexStringLower(sha256.GetHashAndReset())}");
    }

    /// <summary>The first bytes in parts. Each part is valid until the next is requested.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Parts(long upTo) => Whole is { } whole ? [whole.AsMemory(0, (int)Math.Min(upTo, whole.Length))] : Begin(_parts(), upTo);

    private static IEnumerable<ReadOnlyMemory<byte>> Begin(IEnumerable<ReadOnlyMemory<byte>> parts, long length)
    {
        foreach (var part in parts)
        {
            yield return part[..(int)Math.Min(length, part.Length)];
            length -= part.Length;
            if (length <= 0)
            {
                yield break;
            }
        }
    }
}
