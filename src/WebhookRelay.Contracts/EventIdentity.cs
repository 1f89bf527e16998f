using System.Security.Cryptography;
using System.Text;

namespace WebhookRelay.Contracts;

/// <summary>How a delivery's id becomes the id of its message, the same whichever replica publishes it.</summary>
public static class EventIdentity
{
    /// <summary>The namespace of our name-based identifiers (RFC 9562, version 5).</summary>
    public static readonly Guid Namespace = new("6f1d7b1e-0d1c-5a34-9c5e-3f0a8a4b7c21");

    /// <summary>The <c>message_id</c> of an event: UUIDv5 of the delivery's id in <see cref="Namespace"/>.</summary>
    /// <param name="deliveryId">The value of <c>X-Labelbox-Id</c>.</param>
    public static Guid MessageId(string deliveryId)
    {
        var name = Encoding.UTF8.GetBytes(deliveryId);
        Span<byte> input = new byte[16 + name.Length];
        Namespace.TryWriteBytes(input, bigEndian: true, out _);
        name.CopyTo(input[16..]);

        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 9562 defines version 5 over SHA-1; nothing secret depends on it.
        SHA1.HashData(input, digest);
#pragma warning restore CA5350
        var uuid = digest[..16];
        uuid[6] = (byte)((uuid[6] & 0x0F) | 0x50);
        uuid[8] = (byte)((uuid[8] & 0x3F) | 0x80);
        return new Guid(uuid, bigEndian: true);
    }
}
