using System.Globalization;
using System.Text;

namespace WebhookRelay.Cli.Output;

/// <summary>
/// Makes untrusted text safe to print: characters that control the terminal, reorder text or are invisible become escapes
/// in JSON's notation, so that JSON keeps its meaning.
/// </summary>
internal static class TerminalSanitizer
{
    public static string Sanitize(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var isRune = Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length) is System.Buffers.OperationStatus.Done;
            foreach (var character in text.AsSpan(at, length))
            {
                _ = isRune && IsSeen(rune) ? shown.Append(character) : shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
            }

            at += length;
        }

        return shown.ToString();
    }

    private static bool IsSeen(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
        && !IsBlank(rune.Value);

    /// <summary>Invisible letters and marks, and the blank of Braille.</summary>
    private static bool IsBlank(int rune) =>
        rune is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xE0000 and <= 0xE0FFF);
}
