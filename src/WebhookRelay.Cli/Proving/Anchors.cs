using System.Globalization;

namespace WebhookRelay.Cli.Proving;

/// <summary>What the operator kept, and the proof must fit: without it, a ledger that was made anew from its beginning would pass.</summary>
/// <param name="From">The hash it begins at.</param>
/// <param name="To">Where it ends.</param>
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
