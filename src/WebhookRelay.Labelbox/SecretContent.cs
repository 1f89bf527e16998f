using System.Text;
using System.Text.Unicode;

namespace WebhookRelay.Labelbox;

/// <summary>The secret that a file holds, and whether the file looks as if an editor or a shell had changed it.</summary>
internal static class SecretContent
{
    /// <summary>The bytes without a byte-order mark and without one line end after them. UTF-16 with a mark is read as text.</summary>
    public static byte[] Of(ReadOnlySpan<byte> file)
    {
        var content = file switch
        {
            [0xEF, 0xBB, 0xBF, .. var text] => text,
            [0xFF, 0xFE, .. var text] => Encoding.UTF8.GetBytes(Encoding.Unicode.GetString(text)),
            [0xFE, 0xFF, .. var text] => Encoding.UTF8.GetBytes(Encoding.BigEndianUnicode.GetString(text)),
            _ => file,
        };
        return (content switch
        {
            [.. var text, (byte)'\r', (byte)'\n'] => text,
            [.. var text, (byte)'\n'] => text,
            _ => content,
        }).ToArray();
    }

    /// <summary>What looks wrong with a file, or null. It tells nothing of the secret.</summary>
    public static string? Oddity(ReadOnlySpan<byte> file) =>
        file is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] ? "is UTF-16, and is read as text: save it as UTF-8" : OddityOfSecret(Of(file));

    /// <summary>The same of a secret that no file held.</summary>
    public static string? OddityOfSecret(ReadOnlySpan<byte> secret) => secret switch
    {
        _ when secret.Contains((byte)0) => "holds zero bytes, as UTF-16 without a mark does: save it as UTF-8",
        _ when !Utf8.IsValid(secret) => "is not UTF-8 text: save it as UTF-8",
        [.., (byte)'\n' or (byte)'\r'] => "ends with a line end that is taken as part of it",
        [(byte)' ' or (byte)'\t', ..] or [.., (byte)' ' or (byte)'\t'] => "begins or ends with white space that is taken as part of it",
        [0xEF, 0xBB, 0xBF, ..] => "begins with a byte-order mark that is taken as part of it",
        _ when secret.ContainsAnyInRange((byte)1, (byte)31) => "holds line ends or other control characters that are taken as part of it",
        _ => null,
    };
}
