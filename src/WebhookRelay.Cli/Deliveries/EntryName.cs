using System.Globalization;

namespace WebhookRelay.Cli.Deliveries;

/// <summary>What an operator names an entry by.</summary>
internal static class EntryName
{
    private const int SequenceDigits = 20;

    /// <summary>Events and lists write a sequence with 20 digits; an id of that form is found by <c>--id</c>.</summary>
    public static bool IsSequence(string text) =>
        text.Length is SequenceDigits && text.All(char.IsAsciiDigit) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
