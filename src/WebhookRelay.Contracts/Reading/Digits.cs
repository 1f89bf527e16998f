using System.Globalization;
using System.Text.Json;

namespace WebhookRelay.Contracts.Reading;

/// <summary>What becomes of a number's digits.</summary>
internal static class Digits
{
    /// <summary>A double holds every number of so many digits; with sign and point it is no longer than that.</summary>
    private const int AlwaysHeld = 15;

    /// <summary>Beyond it, doubles are not all the whole numbers any more.</summary>
    private const double LastWhole = 1L << 53;

    /// <summary>Whether the number at the reader, read as a double, is still the same number.</summary>
    public static bool IsHeldBy(this ref Utf8JsonReader json, double number)
    {
        if (!json.HasValueSequence && json.ValueSpan.Length <= AlwaysHeld && json.ValueSpan.IndexOfAny((byte)'e', (byte)'E') < 0)
        {
            return true;
        }

        var copy = json;
        var written = JsonElement.Parse(number.ToString("R", CultureInfo.InvariantCulture));
        return JsonElement.DeepEquals(JsonElement.ParseValue(ref copy), written);
    }

    /// <summary>The whole number at the reader, however it is written.</summary>
    public static bool TryGetWhole(this ref Utf8JsonReader json, out long whole)
    {
        whole = 0;
        if (json.TokenType is not JsonTokenType.Number)
        {
            return false;
        }

        if (json.TryGetInt64(out whole))
        {
            return true;
        }

        if (!json.TryGetDouble(out var number) || Math.Abs(number) > LastWhole || number != Math.Truncate(number) || !json.IsHeldBy(number))
        {
            return false;
        }

        whole = (long)number;
        return true;
    }
}
