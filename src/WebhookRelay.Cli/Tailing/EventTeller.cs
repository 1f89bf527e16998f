using System.Text.Json;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Tailing;

/// <summary>Writes each event as a line.</summary>
internal sealed class EventTeller(Screen screen, bool json)
{
    private static readonly string[] Shown = ["time", "labelboxevent", "projectid", "subject", "mediatype", "id"];

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = AdminJson.MaxDepth };

    public void Event(string data)
    {
        using var document = JsonDocument.Parse(data, Deep);
        if (json)
        {
            screen.Json(document.RootElement);
            return;
        }

        var published = document.RootElement;
        screen.Line(string.Join("  ", Shown.Select(name => Text(published, name) ?? "-")));
    }

    public void Gap(string data)
    {
        using var document = JsonDocument.Parse(data, Deep);
        var gap = document.RootElement;
        if (json)
        {
            screen.Json(line =>
            {
                line.WriteStartObject();
                line.WritePropertyName("gap");
                gap.WriteTo(line);
                line.WriteEndObject();
            });
        }

        screen.Notice(
            Text(gap, "reason") is "another-ledger"
                ? $"Gap: the cursor is another replica's. What that replica published is in its own stream; here it goes on from {Text(gap, "until")}."
                : $"Gap: events up to {Text(gap, "until")} were removed by retention before they could be told.",
            Tone.Warning);
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.String ? member.GetString() : null;
}
