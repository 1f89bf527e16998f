using System.Text;

namespace WebhookRelay.Simulation.World;

/// <summary>A delivery from Labelbox. Two webhooks may deliver one change under two ids, and two changes may have identical times.</summary>
internal sealed record Delivery(string Id, string Topic, string Webhook, string Row, string Change, byte[] Body)
{
    public static Delivery Of(int number, int row, bool created)
    {
        var (dataRow, label) = ($"row-{row}", $"label-{number}");
        var body = Encoding.UTF8.GetBytes($$$$"""
            {"data_row":{"id":"{{{{dataRow}}}}"},"media_attributes":{"asset_type":"image"},"projects":{"project":{"name":"p","labels":[{"label_kind":"Default","version":"1.0.0","id":"{{{{label}}}}","label_details":{"created_at":"2024-06-05T11:00:00.000+00:00","updated_at":"2024-06-05T12:00:00.000+00:00"},"annotations":{"objects":[],"classifications":[],"relationships":[]}}]}}}
            """);
        return new Delivery($"id-{number}", created ? "LABEL_CREATED" : "LABEL_UPDATED", "first", dataRow, label, body);
    }

    /// <summary>The same change, delivered by another webhook.</summary>
    public Delivery ByAnother() => this with { Id = $"{Id}-again", Webhook = "second" };

    /// <summary>Another change of the same label within the same second, delivered by another webhook and secret: only its objects differ.</summary>
    public Delivery EditedInTheSameSecond() => this with
    {
        Id = $"{Id}-edit",
        Webhook = "second",
        Change = $"{Change}-edit",
        Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Body).Replace("\"objects\":[]", "\"objects\":[{\"point\":{\"x\":1,\"y\":2}}]", StringComparison.Ordinal)),
    };
}
