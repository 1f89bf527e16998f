using System.Globalization;

namespace WebhookRelay.Cli.Output;

/// <summary>An age as a user types it: <c>90m</c>, <c>12h</c>, <c>3d</c>.</summary>
internal static class Age
{
    private const double Most = 100_000;

    public static bool TryParse(string text, out TimeSpan age)
    {
        age = default;
        if (text.Length < 2 || !double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number >= Most)
        {
            return false;
        }

        var parsed = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            _ => default(TimeSpan?),
        };
        age = parsed ?? default;
        return parsed is not null;
    }
}
