using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace WebhookRelay.Management;

/// <summary>The cursor of a list's next page. Valid only for its filter and ledger.</summary>
internal static class PageCursor
{
    private const int CheckLength = 8;

    public static string Write(long next, string filter, string ledgerId)
    {
        Span<byte> cursor = stackalloc byte[sizeof(long) + CheckLength];
        BinaryPrimitives.WriteInt64BigEndian(cursor, next);
        Check(filter, ledgerId).CopyTo(cursor[sizeof(long)..]);
        return Base64Url.EncodeToString(cursor);
    }

    /// <summary>Null if it does not belong to this filter.</summary>
    public static long? Read(string text, string filter, string ledgerId)
    {
        Span<byte> cursor = stackalloc byte[sizeof(long) + CheckLength];
        return Base64Url.IsValid(text, out var length)
            && length == cursor.Length
            && Base64Url.TryDecodeFromChars(text, cursor, out _)
            && cursor[sizeof(long)..].SequenceEqual(Check(filter, ledgerId))
            ? BinaryPrimitives.ReadInt64BigEndian(cursor)
            : null;
    }

    private static ReadOnlySpan<byte> Check(string filter, string ledgerId) => SHA256.HashData(Encoding.UTF8.GetBytes($"{ledgerId}\n{filter}")).AsSpan(0, CheckLength);
}
