using System.Text.Json;

namespace WebhookRelay.Cli.Admin;

internal static class JsonMembers
{
    extension(JsonElement element)
    {
        /// <summary>The text of a member; null if it is absent or not a string.</summary>
        public string? TextOf(string member) =>
            element.ValueKind is JsonValueKind.Object && element.TryGetProperty(member, out var text) && text.ValueKind is JsonValueKind.String ? text.GetString() : null;
    }
}
