using System.Globalization;
using System.Text.Json;

namespace WebhookRelay.Labelbox.Api;

/// <summary>Reads webhooks from responses. Every member except the id may be missing, and unknown values are kept as text.</summary>
internal static class WebhookReader
{
    public static IReadOnlyList<Webhook> Page(JsonElement owner) => owner.Member("webhooks") switch
    {
        { ValueKind: JsonValueKind.Array } rows => [.. rows.EnumerateArray().Select(Webhook)],
        null or { ValueKind: JsonValueKind.Null } => [],
        _ => throw new LabelboxServerException("The API did not return the webhooks as a list."),
    };

    public static Webhook Webhook(JsonElement row)
    {
        var status = row.Text("status") ?? string.Empty;
        return new Webhook(
            row.Text("id") ?? throw new LabelboxServerException("The API returned a webhook without an id."),
            row.Text("url") ?? string.Empty,
            Topics(row.Member("topics")),
            StatusOf(status),
            status,
            Time(row.Text("createdAt")),
            Time(row.Text("updatedAt")));
    }

    public static WebhookProject Project(JsonElement project) => new(
        project.Text("id") ?? throw new LabelboxServerException("The API returned a project without an id."),
        project.Text("name"));

    public static string NameOf(WebhookStatus status) => status switch
    {
        WebhookStatus.Active => "ACTIVE",
        WebhookStatus.Inactive => "INACTIVE",
        WebhookStatus.Revoked => "REVOKED",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Only a known status has a name."),
    };

    private static WebhookStatus StatusOf(string name) => name.ToUpperInvariant() switch
    {
        "ACTIVE" => WebhookStatus.Active,
        "INACTIVE" => WebhookStatus.Inactive,
        "REVOKED" => WebhookStatus.Revoked,
        _ => WebhookStatus.Unknown,
    };

    /// <summary>A list of names. Labelbox's client declares the field as text, so a single name is accepted too.</summary>
    private static IReadOnlyList<string> Topics(JsonElement? topics) => topics switch
    {
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Where(IsText).Select(topic => topic.GetString()!)],
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        _ => [],
    };

    private static bool IsText(JsonElement element) => element.ValueKind is JsonValueKind.String;

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
