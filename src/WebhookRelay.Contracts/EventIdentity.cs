using System.Security.Cryptography;
using System.Text;

namespace WebhookRelay.Contracts;

/// <summary>Derives the ids of an event and its message from the delivery. All replicas derive the same ids.</summary>
public static class EventIdentity
{
    /// <summary>The namespace of message ids (RFC 9562, version 5).</summary>
    public static readonly Guid Namespace = new("6f1d7b1e-0d1c-5a34-9c5e-3f0a8a4b7c21");

    private const int MaxIdLength = 256;
    private const int DigestDigits = 16;

    /// <summary>
    /// Returns the <c>id</c> of an event whose delivery id was already used for another body: the delivery id (truncated so
    /// that the result has at most 256 characters), a dot, and the first 16 hexadecimal digits of the SHA-256 of its body. The
    /// <c>id</c> of every other event is its delivery id.
    /// </summary>
    /// <param name="deliveryId">The value of <c>X-Labelbox-Id</c>.</param>
    /// <param name="bodySha256">The SHA-256 of the delivery's body.</param>
    public static string ForReusedId(string deliveryId, ReadOnlySpan<byte> bodySha256)
    {
        var digits = Convert.ToHexStringLower(bodySha256[..(DigestDigits / 2)]);
        return $"{deliveryId.AsSpan(0, Math.Min(deliveryId.Length, MaxIdLength - DigestDigits - 1))}.{digits}";
    }

    /// <summary>Returns the <c>message_id</c> of an event: the UUIDv5 of its <c>id</c> in <see cref="Namespace"/>.</summary>
    /// <param name="eventId">The event's <c>id</c>, usually the value of <c>X-Labelbox-Id</c>.</param>
    public static Guid MessageId(string eventId)
    {
        var name = Encoding.UTF8.GetBytes(eventId);
        Span<byte> input = new byte[16 + name.Length];
        Namespace.TryWriteBytes(input, bigEndian: true, out _);
        name.CopyTo(input[16..]);

        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 9562 defines version 5 with SHA-1. No secret depends on it.
        SHA1.HashData(input, digest);
#pragma warning restore CA5350
        var uuid = digest[..16];
        uuid[6] = (byte)((uuid[6] & 0x0F) | 0x50);
        uuid[8] = (byte)((uuid[8] & 0x3F) | 0x80);
        return new Guid(uuid, bigEndian: true);
    }
}
