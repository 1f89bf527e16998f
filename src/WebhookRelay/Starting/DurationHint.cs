using System.Globalization;

namespace WebhookRelay.Starting;

/// <summary>Durations are written <c>d.hh:mm:ss</c>. .NET reads a bare number as days, which is hardly ever intended.</summary>
internal static class DurationHint
{
    /// <summary>What to write instead of a bare number; null if the text is not one. Zero is the same in every unit.</summary>
    public static string? For(string text)
    {
        if (!int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) || number is 0 || TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _) is false)
        {
            return null;
        }

        var (seconds, days) = (TimeSpan.FromSeconds(number).ToString("c"), TimeSpan.FromDays(number).ToString("c"));
        return $"is the bare number {number}: write {seconds} for {number} seconds, or {days} for {number} days.";
    }
}
