using System.Globalization;

namespace WebhookRelay.Management;

/// <summary>
/// A text with the escapes of nested JSON, URLs and HTML removed. Each character knows its position in the original text
/// and how often it was URL-decoded.
/// </summary>
internal sealed class DecodedText
{
    /// <summary>Deeper nested escapes exist only to hide something.</summary>
    private const int MaxPasses = 8;

    private char[] _chars;
    private int[] _starts;
    private int[] _ends;
    private byte[] _levels;

    private DecodedText(string text)
    {
        _chars = text.ToCharArray();
        _starts = [.. Enumerable.Range(0, text.Length)];
        _ends = [.. Enumerable.Range(1, text.Length)];
        _levels = new byte[text.Length];
    }

    public ReadOnlySpan<char> Chars => _chars;

    /// <summary>Null if it is escaped too often.</summary>
    public static DecodedText? Of(string text)
    {
        var decoded = new DecodedText(text);
        var passes = 0;
        while (decoded.HasEscapes() && decoded.Decode())
        {
            if (++passes > MaxPasses)
            {
                return null;
            }
        }

        return decoded;
    }

    public int Start(int at) => _starts[at];

    public int End(int at) => _ends[at];

    /// <summary>How often it was URL-escaped. A delimiter with more levels does not end a part with fewer.</summary>
    public int Level(int at) => _levels[at];

    private bool HasEscapes() => _chars.AsSpan().ContainsAny('%', '\\', '&');

    /// <summary>Removes one layer of escapes; false if there is none.</summary>
    private bool Decode()
    {
        var to = 0;
        for (var at = 0; at < _chars.Length; to++)
        {
            var (length, decoded, isAddress) = Escape(_chars.AsSpan(at));
            (_chars[to], _starts[to], _ends[to], _levels[to]) = (decoded, _starts[at], _ends[at + length - 1], (byte)(_levels[at] + (isAddress ? 1 : 0)));
            at += length;
        }

        var any = to < _chars.Length;
        (_chars, _starts, _ends, _levels) = (_chars[..to], _starts[..to], _ends[..to], _levels[..to]);
        return any;
    }

    private static (int Length, char Decoded, bool IsAddress) Escape(ReadOnlySpan<char> text) => text switch
    {
        ['%', ..] => Percent(text),
        ['\\', ..] => Backslash(text),
        ['&', '#', ..] => Entity(text),
        ['&', 'a' or 'A', 'm' or 'M', 'p' or 'P', ';', ..] => (5, '&', false),
        _ => (1, text[0], false),
    };

    private static (int Length, char Decoded, bool IsAddress) Percent(ReadOnlySpan<char> text)
    {
        // A percent sign that is itself escaped any number of times.
        var at = 1;
        while (text[at..] is ['2', '5', ..])
        {
            at += 2;
        }

        if (Hex(text[at..], 2) is { } code and < '\u0080')
        {
            return (at + 2, code, true);
        }

        return at > 1 ? (at, '%', true) : (1, '%', false);
    }

    private static (int Length, char Decoded, bool IsAddress) Backslash(ReadOnlySpan<char> text)
    {
        var at = text.IndexOfAnyExcept('\\');
        return at < 0
            ? (1, '\\', false)
            : text[at] switch
            {
                '/' or '"' or '\'' => (at + 1, text[at], false),
                'n' or 'r' or 't' => (at + 1, ' ', false),
                'u' when Hex(text[(at + 1)..], 4) is { } code => (at + 5, code, false),
                'x' when Hex(text[(at + 1)..], 2) is { } code => (at + 3, code, false),
                _ => (1, '\\', false),
            };
    }

    private static (int Length, char Decoded, bool IsAddress) Entity(ReadOnlySpan<char> text)
    {
        const int Longest = 10;
        var end = text[..Math.Min(text.Length, Longest)].IndexOf(';');
        if (end < 3)
        {
            return (1, '&', false);
        }

        var isHex = text[2] is 'x' or 'X';
        return ushort.TryParse(text[(isHex ? 3 : 2)..end], isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? (end + 1, (char)code, false)
            : (1, '&', false);
    }

    private static char? Hex(ReadOnlySpan<char> text, int digits) =>
        text.Length >= digits && ushort.TryParse(text[..digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) ? (char)code : null;
}
