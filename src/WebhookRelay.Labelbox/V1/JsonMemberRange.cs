using System.Runtime.InteropServices;
using System.Text.Json;

namespace WebhookRelay.Labelbox.V1;

/// <summary>The position of an object's member in the JSON.</summary>
/// <param name="Name">The start of its name.</param>
/// <param name="Start">The start of its value.</param>
/// <param name="End">The end of its value.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JsonMemberRange(int Name, int Start, int End)
{
    public bool IsThere => End > 0;

    /// <param name="json">At the member's name; afterwards at its value's end.</param>
    public static JsonMemberRange Take(ref Utf8JsonReader json)
    {
        var name = (int)json.TokenStartIndex;
        json.Read();
        return Take(ref json, name);
    }

    /// <param name="json">At the member's value; afterwards at its end.</param>
    /// <param name="name">The start of its name.</param>
    public static JsonMemberRange Take(ref Utf8JsonReader json, int name)
    {
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return new JsonMemberRange(name, start, (int)json.BytesConsumed);
    }

    public ReadOnlySpan<byte> ValueIn(ReadOnlySpan<byte> json) => json[Start..End];

    /// <summary>Name and value, or several adjacent members.</summary>
    public ReadOnlySpan<byte> MembersIn(ReadOnlySpan<byte> json) => json[Name..End];
}
