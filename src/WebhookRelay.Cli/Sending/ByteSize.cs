using System.Globalization;

namespace WebhookRelay.Cli.Sending;

/// <summary>Parses a number of bytes as a user types it: <c>4700</c>, <c>64KiB</c>, <c>100MB</c>.</summary>
internal static class ByteSize
{
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30),
        ("kB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000),
        ("k", 1000), ("M", 1_000_000), ("G", 1_000_000_000), ("B", 1),
    ];

    public static bool TryParse(string text, out long bytes)
    {
        var (unit, factor) = Units.FirstOrDefault(each => text.EndsWith(each.Unit, StringComparison.OrdinalIgnoreCase));
        var number = unit is null ? text : text[..^unit.Length];
        var isNumber = decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value);
        var exact = isNumber && value < long.MaxValue / 2 / Math.Max(1, factor) ? value * (unit is null ? 1 : factor) : -1;
        bytes = (long)exact;
        return bytes == exact && bytes >= 0;
    }
}
