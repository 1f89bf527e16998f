using System.Text;

namespace WebhookRelay.Simulation.World;

/// <summary>What Labelbox sends: the same happening may come by two webhooks, under two ids.</summary>
internal sealed record Delivery(string Id, string Topic, string Webhook, string Row, string Happening, byte[] Body)
{
    public static Delivery Of(int number, int row, bool created)
    {
        var (dataRow, label) = ($"row-{row}", $"label-{number}");
        var body = Encoding.UTF8.GetBytes($$$$"""
            {"data_row":{"id":"{{{{dataRow}}}}"},"media_attributes":{"asset_type":"image"},"projects":{"project":{"name":"p","labels":[{"label_kind":"Default","version":"1.0.0","id":"{{{{label}}}}","label_details":{"created_at":"2024-06-05T11:00:00.000+00:00","updated_at":"2024-06-05T12:00:00.000+00:00"},"annotations":{"objects":[],"classifications":[],"relationships":[]}}]}}}
            """);
        return new Delivery($"id-{number}", created ? "LABEL_CREATED" : "LABEL_UPDATED", "first", dataRow, label, body);
    }

    /// <summary>The same happening, told by another webhook.</summary>
    public Delivery ByAnother() => this with { Id = $"{Id}-again", Webhook = "second" };
}
