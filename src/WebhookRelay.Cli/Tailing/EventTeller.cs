using System.Text.Json;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Tailing;

/// <summary>Writes each event as a line.</summary>
internal sealed class EventTeller(Screen screen, bool json) : IEventSink
{
    private static readonly string[] Shown = ["time", "labelboxevent", "projectid", "subject", "mediatype", "id"];

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = AdminJson.MaxDepth };

    public Task EventAsync(string data, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(data, Deep);
        if (json)
        {
            screen.Json(document.RootElement);
        }
        else
        {
            var published = document.RootElement;
            screen.Line(string.Join("  ", Shown.Select(name => published.TextOf(name) ?? "-")));
        }

        return Task.CompletedTask;
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
            gap.TextOf("reason") is "another-ledger"
                ? $"Gap: the cursor is another replica's. What that replica published is in its own stream; here it goes on from {gap.TextOf("until")}."
                : $"Gap: events up to {gap.TextOf("until")} were removed by retention before they could be told.",
            Tone.Warning);
    }
}
