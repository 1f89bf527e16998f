using System.Text.Json;

namespace WebhookRelay.Labelbox.Api;

/// <summary>Reads members of a response that may be missing or have an unexpected type.</summary>
internal static class JsonMembers
{
    extension(JsonElement element)
    {
        public JsonElement? Member(string name) =>
            element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

        /// <summary>A string, or a number as written; null for anything else.</summary>
        public string? Text(string name) => element.Member(name) switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
            _ => null,
        };
    }
}
