using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WebhookRelay.Contracts.Schemas;

/// <summary>The files that are published beside the contracts, with their current content.</summary>
internal static class PublishedFiles
{
    public const string EventSchemaName = "labelbox-event.schema.json";

    public const string AsyncApiName = "labelbox-events.asyncapi.json";

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static IReadOnlyDictionary<string, string> All() => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [EventSchemaName] = Text(EventSchema.Write()),
        [AsyncApiName] = Text(AsyncApiDocument.Write()),
    };

    private static string Text(JsonObject document) => document.ToJsonString(Readable) + "\n";
}
