using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace WebhookRelay.Labelbox.Rows;

/// <summary>
/// Where a string stands, quotes included: a reader remembers places and makes text of the few that count in the end.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JsonText(long Start, int Length)
{
    /// <summary>The string or name at the reader; none where it is anything else.</summary>
    public static JsonText At(ref Utf8JsonReader json) =>
        json.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? new JsonText(json.TokenStartIndex, json.RawLength() + 2) : default;

    /// <param name="json">What the reader read.</param>
    public string? In(ReadOnlySequence<byte> json)
    {
        if (Length is 0 or > JsonWalk.LongestRawText)
        {
            return null;
        }

        var text = json.Slice(Start, Length);
        return JsonWalk.TextOf(text.IsSingleSegment ? text.FirstSpan : text.ToArray());
    }
}
