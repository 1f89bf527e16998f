using System.Globalization;

namespace WebhookRelay.Cli.Deliveries;

/// <summary>Distinguishes the two ways to name an entry: an id or a sequence.</summary>
internal static class EntryReference
{
    private const int SequenceDigits = 20;

    /// <summary>A sequence has 20 digits. Use <c>--id</c> for an id of that form.</summary>
    public static bool IsSequence(string text) =>
        text.Length is SequenceDigits && text.All(char.IsAsciiDigit) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
