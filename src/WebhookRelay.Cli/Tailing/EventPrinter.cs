using System.Text.Json;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Tailing;

/// <summary>Prints each event as a line, and with <paramref name="data"/> its data row below it.</summary>
internal sealed class EventPrinter(Screen screen, bool json, bool data = false) : IEventSink
{
    /// <summary>Maximum characters of a data row.</summary>
    private const int ShownOfData = 4096;

    private static readonly string[] Shown = ["time", "labelboxevent", "projectid", "subject", "mediatype", "id"];

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = AdminJson.MaxDepth };

    public Task EventAsync(string published, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(published, Deep);
        if (json)
        {
            screen.Json(document.RootElement);
        }
        else
        {
            screen.Line(string.Join("  ", Shown.Select(name => document.RootElement.TextOf(name) ?? "-")));
            if (data && document.RootElement.TryGetProperty("data", out var row))
            {
                screen.IndentedJson(row, ShownOfData);
            }
        }

        return Task.CompletedTask;
    }

    public void Gap(string message)
    {
        using var document = JsonDocument.Parse(message, Deep);
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
                ? $"Gap: the cursor belongs to another replica. Its events are in its own stream; this stream continues from {gap.TextOf("until")}."
                : $"Gap: events up to {gap.TextOf("until")} were removed by retention before they could be shown.",
            LineStyle.Warning);
    }
}
