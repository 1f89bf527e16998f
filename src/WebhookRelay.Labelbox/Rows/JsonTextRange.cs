using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace WebhookRelay.Labelbox.Rows;

/// <summary>
/// The position of a string, including quotes. A reader remembers positions and creates text only for the few that matter.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JsonTextRange(long Start, int Length)
{
    /// <summary>The current string or name; empty for any other token.</summary>
    public static JsonTextRange At(ref Utf8JsonReader json) =>
        json.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? new JsonTextRange(json.TokenStartIndex, json.RawLength() + 2) : default;

    /// <param name="json">The JSON that the reader read.</param>
    public string? In(ReadOnlySequence<byte> json)
    {
        if (Length is 0 or > JsonReaderExtensions.LongestRawText)
        {
            return null;
        }

        var text = json.Slice(Start, Length);
        return JsonReaderExtensions.TextOf(text.IsSingleSegment ? text.FirstSpan : text.ToArray());
    }
}
