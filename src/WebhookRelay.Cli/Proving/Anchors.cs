using System.Globalization;

namespace WebhookRelay.Cli.Proving;

/// <summary>Hashes that the operator kept. Without one, a ledger that was rewritten from its beginning would pass.</summary>
/// <param name="From">The hash at the start of the proof.</param>
/// <param name="To">The entry at its end.</param>
internal sealed record Anchors(string? From, (long Sequence, string? Hash)? To)
{
    public static bool IsHash(string text) => text.Length is 64 && text.All(char.IsAsciiHexDigit);

    public static (long Sequence, string? Hash)? End(string text)
    {
        var (sequence, hash) = text.Split(':') switch
        {
            [var alone] => (alone, null),
            [var before, var after] when IsHash(after) => (before, after),
            _ => (string.Empty, (string?)null),
        };
        return long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (number, hash) : null;
    }
}
