using System.Text.Json.Nodes;

namespace WebhookRelay.Tests.LabelboxApi;

/// <summary>API responses with arbitrary content.</summary>
internal static class SampleResponses
{
    public const string EmptyProject = """{"data":{"project":{"webhooks":[]}}}""";

    public const string EmptyOrganization = """{"data":{"organization":{"webhooks":[]}}}""";

    public const string Updated = """{"data":{"updateWebhook":{"id":"w1"}}}""";

    public const string Created =
        """{"data":{"createWebhook":{"createdAt":"2024-05-01T10:00:00.000Z","status":"ACTIVE","topics":["LABEL_CREATED"],"id":"w1","updatedAt":"2024-05-01T10:00:00.000Z","url":"https://relay.example/webhook-endpoint"}}}""";

    public static string Webhook(string id) =>
        $$"""{"createdAt":"2024-05-01T10:00:00.000Z","status":"ACTIVE","topics":["LABEL_CREATED","MOVE"],"id":"{{id}}","updatedAt":"2024-05-02T11:30:00.000Z","url":"https://relay.example/{{id}}"}""";

    public static string Project(IEnumerable<string> webhooks) => Listed("project", webhooks);

    public static string Organization(IEnumerable<string> webhooks) => Listed("organization", webhooks);

    public static string Error(string code, string message = "It cannot be done.", object? innerStatus = null)
    {
        var extensions = new JsonObject { ["code"] = code };
        if (innerStatus is not null)
        {
            extensions["exception"] = new JsonObject { ["status"] = JsonValue.Create(innerStatus) };
        }

        return new JsonObject { ["errors"] = new JsonArray(new JsonObject { ["message"] = message, ["extensions"] = extensions }), ["data"] = null }.ToJsonString();
    }

    private static string Listed(string owner, IEnumerable<string> webhooks) =>
        $$"""{"data":{"{{owner}}":{"webhooks":[{{string.Join(',', webhooks)}}] } } }""";
}
