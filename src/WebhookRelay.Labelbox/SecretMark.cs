using System.Security.Cryptography;

namespace WebhookRelay.Labelbox;

/// <summary>Identifies the secret that signed a delivery without revealing it, independent of its position in a list.</summary>
public static class SecretMark
{
    /// <summary>The first 8 hex digits of HMAC-SHA256(secret, <c>"id"</c>).</summary>
    /// <param name="secret">The secret.</param>
    public static string Of(ReadOnlySpan<byte> secret)
    {
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, "id"u8, digest);
        return Convert.ToHexStringLower(digest[..4]);
    }
}
