using System.Globalization;
using System.Text.Json;

namespace WebhookRelay.Contracts.Reading;

/// <summary>Checks that numbers keep their digits.</summary>
internal static class Digits
{
    /// <summary>A double holds every number with this many digits. With sign and point, the text is no longer than this.</summary>
    private const int AlwaysHeld = 15;

    /// <summary>Above this limit, a double does not hold every integer.</summary>
    private const double LastWhole = 1L << 53;

    /// <summary>Whether the current number keeps its value as a double.</summary>
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

    /// <summary>The current number as an integer, in any notation.</summary>
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
