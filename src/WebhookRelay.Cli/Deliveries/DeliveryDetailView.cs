using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Deliveries;

/// <summary>Shows the details of a delivery.</summary>
internal sealed class DeliveryDetailView(AdminClient admin, Screen screen, bool json)
{
    private static readonly Column[] AttemptColumns =
        [new("at"), new("outcome"), new("routing key", 4), new("queue", 2), new("replay", 3), new("error", 1, IsText: true)];

    public async Task<int> RunAsync(string name, bool reveal, CancellationToken cancellationToken)
    {
        var query = new Query().Add("reveal", reveal ? "true" : null);
        if (EntryReference.IsSequence(name))
        {
            var entry = await admin.GetAsync($"entries/{name}{query}", AdminJson.Default.DeliveryDetail, cancellationToken);
            if (json)
            {
                screen.Json(entry.Json);
            }
            else
            {
                Show(entry.Value);
            }

            return ExitCode.Done;
        }

        var found = await admin.GetAsync($"deliveries/{Uri.EscapeDataString(name)}{query}", AdminJson.Default.DeliveryDetails, cancellationToken);
        if (json)
        {
            foreach (var detail in found.Json.GetProperty("deliveries").EnumerateArray())
            {
                screen.Json(detail);
            }

            return ExitCode.Done;
        }

        foreach (var detail in found.Value.Deliveries)
        {
            Show(detail);
        }

        return ExitCode.Done;
    }

    private void Show(DeliveryDetail detail)
    {
        var delivery = detail.Delivery;
        Fields(
            ("id", delivery.Id), ("sequence", delivery.Sequence), ("event", delivery.LabelboxEvent), ("webhook", delivery.Webhook), ("accepted", Humanize.Time(delivery.AcceptedAt)),
            ("state", delivery.State), ("settled", Humanize.Time(delivery.SettledAt)), ("error", delivery.Error), ("routing key", delivery.RoutingKey),
            ("project", delivery.ProjectId), ("data row", delivery.DataRowId), ("label", delivery.LabelId), ("secret mark", detail.SecretMark), ("trace", detail.TraceParent),
            ("body", $"{Humanize.Number(delivery.BodyLength)} bytes, SHA-256 {detail.BodySha256}"), ("ledger hash", detail.LedgerHash));
        screen.Line();
        screen.Line("Headers", LineStyle.Dim);
        Fields([.. detail.Headers.Select(header => (header.Key, (string?)header.Value))]);
        screen.Line();
        screen.Line("Attempts", LineStyle.Dim);
        screen.Table(AttemptColumns, [.. detail.Attempts.Select(attempt => new[] { Humanize.Time(attempt.At), attempt.Outcome, attempt.RoutingKey, attempt.Queue, attempt.ReplayId, attempt.Error })]);
        Content("Payload", detail.Payload, detail.PayloadText);
        Content("Event", detail.Event, text: null);
        if (detail.Masked)
        {
            screen.Notice("Secrets and signed addresses are masked; --reveal shows them.");
        }
    }

    private void Content(string title, System.Text.Json.JsonElement? content, string? text)
    {
        screen.Line();
        screen.Line(title, LineStyle.Dim);
        if (content is { } element)
        {
            screen.IndentedJson(element);
            return;
        }

        foreach (var line in (text ?? "(not shown: not text, too long, or absent)").Split('\n'))
        {
            screen.Line(line.TrimEnd('\r'));
        }
    }

    private void Fields(params (string Name, string? Value)[] fields)
    {
        foreach (var (name, value) in fields)
        {
            if (value is not null)
            {
                screen.Line($"{name,-12} {value}");
            }
        }
    }
}
