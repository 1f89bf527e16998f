using System.Globalization;
using System.Text;

namespace WebhookRelay.Cli.Output;

/// <summary>
/// Text that came from outside, as it may be shown: what steers a terminal, changes the order of what is read or is not
/// seen at all is an escape, as JSON writes it. In JSON it means the same.
/// </summary>
internal static class Harmless
{
    public static string Text(string text)
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

    /// <summary>Letters and marks that Unicode lets a font leave out, and the blank of Braille.</summary>
    private static bool IsBlank(int rune) =>
        rune is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xE0000 and <= 0xE0FFF);
}
