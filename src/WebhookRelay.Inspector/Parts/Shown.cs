using System.Globalization;
using System.Text;

namespace WebhookRelay.Inspector.Parts;

/// <summary>Values as a person reads them. Times are in UTC; the script can show them in the browser's zone.</summary>
public static class Shown
{
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Exact(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    public static string Clock(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    public static string Minute(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Bytes(long bytes) => bytes switch
    {
        < 1024 => $"{bytes.ToString(CultureInfo.InvariantCulture)} B",
        < 1024 * 1024 => $"{Round(bytes / 1024d)} KiB",
        < 1024L * 1024 * 1024 => $"{Round(bytes / (1024d * 1024))} MiB",
        _ => $"{Round(bytes / (1024d * 1024 * 1024))} GiB",
    };

    public static string Span(TimeSpan span) => span switch
    {
        { Ticks: < 0 } => "0 s",
        { TotalMilliseconds: < 1000 } => $"{span.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)} ms",
        { TotalSeconds: < 10 } => $"{Round(span.TotalSeconds)} s",
        { TotalSeconds: < 120 } => $"{span.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s",
        { TotalMinutes: < 120 } => $"{span.TotalMinutes.ToString("0", CultureInfo.InvariantCulture)} min",
        { TotalHours: < 48 } => $"{span.TotalHours.ToString("0", CultureInfo.InvariantCulture)} h",
        _ => $"{span.TotalDays.ToString("0", CultureInfo.InvariantCulture)} d",
    };

    /// <summary>Text of a sender: control and direction characters and halves of pairs are shown as signs, so that they cannot disguise it.</summary>
    public static string Text(string? text)
    {
        if (string.IsNullOrEmpty(text) || !text.Any(NeedsSign))
        {
            return text ?? string.Empty;
        }

        var shown = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                shown.Append(text[i]).Append(text[++i]);
            }
            else
            {
                Append(shown, text[i]);
            }
        }

        return shown.ToString();
    }

    private static void Append(StringBuilder shown, char c)
    {
        if (c < ' ')
        {
            shown.Append((char)('\u2400' + c));
        }
        else if (NeedsSign(c))
        {
            shown.Append(CultureInfo.InvariantCulture, $"⟨U+{(int)c:X4}⟩");
        }
        else
        {
            shown.Append(c);
        }
    }

    private static bool NeedsSign(char c) => char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string Round(double number) => number.ToString(number < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
