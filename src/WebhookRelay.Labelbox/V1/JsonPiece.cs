using System.Runtime.InteropServices;
using System.Text.Json;

namespace WebhookRelay.Labelbox.V1;

/// <summary>A member of an object, by its places in the JSON.</summary>
/// <param name="Name">Where its name starts.</param>
/// <param name="Start">Where its value starts.</param>
/// <param name="End">Where its value ends.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JsonPiece(int Name, int Start, int End)
{
    public bool IsThere => End > 0;

    /// <param name="json">Stands at the member's name; stands at its value's end afterwards.</param>
    public static JsonPiece Take(ref Utf8JsonReader json)
    {
        var name = (int)json.TokenStartIndex;
        json.Read();
        return Take(ref json, name);
    }

    /// <param name="json">Stands at the member's value; stands at its end afterwards.</param>
    /// <param name="name">Where its name starts.</param>
    public static JsonPiece Take(ref Utf8JsonReader json, int name)
    {
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return new JsonPiece(name, start, (int)json.BytesConsumed);
    }

    public ReadOnlySpan<byte> ValueIn(ReadOnlySpan<byte> json) => json[Start..End];

    /// <summary>Name and value, or several members that stand side by side.</summary>
    public ReadOnlySpan<byte> MembersIn(ReadOnlySpan<byte> json) => json[Name..End];
}
