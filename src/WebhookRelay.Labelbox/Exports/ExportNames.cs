using System.Text.Json;
using System.Text.Json.Nodes;

namespace WebhookRelay.Labelbox.Exports;

/// <summary>Values as the API writes them.</summary>
internal static class ExportNames
{
    public static string Of(ExportMediaType type) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(type.ToString());

    public static JsonArray List(IEnumerable<string> ids) => [.. ids];

    public static JsonArray? ListOrNull(IReadOnlyList<string> ids) => ids.Count is 0 ? null : List(ids);
}
