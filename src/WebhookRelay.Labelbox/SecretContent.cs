using System.Text;
using System.Text.Unicode;

namespace WebhookRelay.Labelbox;

/// <summary>Reads the secret in a file, and detects changes that editors and shells make.</summary>
internal static class SecretContent
{
    /// <summary>The bytes without a byte-order mark and without one trailing line end. UTF-16 with a mark is read as text.</summary>
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

    /// <summary>What looks wrong with a file, or null. The text does not reveal the secret.</summary>
    public static string? Problem(ReadOnlySpan<byte> file) =>
        file is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] ? "is UTF-16 and is decoded as text: save it as UTF-8" : ProblemOfSecret(Of(file));

    /// <summary>What looks wrong with a secret that does not come from a file, or null.</summary>
    public static string? ProblemOfSecret(ReadOnlySpan<byte> secret) => secret switch
    {
        _ when secret.Contains((byte)0) => "contains zero bytes, like UTF-16 without a byte-order mark: save it as UTF-8",
        _ when !Utf8.IsValid(secret) => "is not UTF-8 text: save it as UTF-8",
        [.., (byte)'\n' or (byte)'\r'] => "ends with a line end, which counts as part of it",
        [(byte)' ' or (byte)'\t', ..] or [.., (byte)' ' or (byte)'\t'] => "begins or ends with white space, which counts as part of it",
        [0xEF, 0xBB, 0xBF, ..] => "begins with a byte-order mark, which counts as part of it",
        _ when secret.ContainsAnyInRange((byte)1, (byte)31) => "contains line ends or other control characters, which count as part of it",
        _ => null,
    };
}
