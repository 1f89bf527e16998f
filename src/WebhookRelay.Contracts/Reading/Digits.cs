using System.Globalization;
using System.Text.Json;

namespace WebhookRelay.Contracts.Reading;

/// <summary>Checks whether numbers keep their digits.</summary>
internal static class Digits
{
    /// <summary>A double holds every number with this many digits. With sign and point, the text is no longer than this.</summary>
    private const int MaxExactDigits = 15;

    /// <summary>Beyond this limit, a double does not hold every integer.</summary>
    private const double MaxSafeInteger = 1L << 53;

    /// <summary>Whether the current number keeps its value as a double.</summary>
    public static bool RoundTripsAs(this ref Utf8JsonReader json, double number)
    {
        if (!json.HasValueSequence && json.ValueSpan.Length <= MaxExactDigits && json.ValueSpan.IndexOfAny((byte)'e', (byte)'E') < 0)
        {
            return true;
        }

        var copy = json;
        var written = JsonElement.Parse(number.ToString("R", CultureInfo.InvariantCulture));
        return JsonElement.DeepEquals(JsonElement.ParseValue(ref copy), written);
    }

    /// <summary>The current number as an integer, in any notation.</summary>
    public static bool TryGetInteger(this ref Utf8JsonReader json, out long integer)
    {
        integer = 0;
        if (json.TokenType is not JsonTokenType.Number)
        {
            return false;
        }

        if (json.TryGetInt64(out integer))
        {
            return true;
        }

        if (!json.TryGetDouble(out var number) || Math.Abs(number) > MaxSafeInteger || number != Math.Truncate(number) || !json.RoundTripsAs(number))
        {
            return false;
        }

        integer = (long)number;
        return true;
    }
}
