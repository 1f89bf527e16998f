using System.Text.Json;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>Reads the id or the global key of a row, which may be incomplete.</summary>
internal static class DataRowIdentity
{
    /// <param name="row">The row, or the beginning of it.</param>
    /// <param name="isGlobalKey">Whether to return the global key instead of the id.</param>
    /// <returns>Null if the beginning does not contain it.</returns>
    public static string? Find(ReadOnlySpan<byte> row, bool isGlobalKey)
    {
        var json = new Utf8JsonReader(row, isFinalBlock: false, default);
        var isInDataRow = false;
        try
        {
            while (json.Read())
            {
                if (json.TokenType is not JsonTokenType.PropertyName || json.CurrentDepth > 2)
                {
                    continue;
                }

                if (json.CurrentDepth is 1)
                {
                    isInDataRow = json.ValueTextEquals("data_row"u8);
                }
                else if (isInDataRow && json.ValueTextEquals(isGlobalKey ? "global_key"u8 : "id"u8))
                {
                    return json.Read() && json.TokenType is JsonTokenType.String ? json.GetString() : null;
                }
            }
        }
        catch (JsonException)
        {
            // The line is not JSON, so it has neither.
        }

        return null;
    }
}
