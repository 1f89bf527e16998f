using System.Globalization;
using System.Text.Json.Nodes;
using WebhookRelay.Cli.Admin;
using WebhookRelay.Cli.Output;

namespace WebhookRelay.Cli.Deliveries;

/// <summary>Lists deliveries page by page.</summary>
internal sealed class DeliveryListView(AdminClient admin, Screen screen, bool json)
{
    /// <summary>The API's page limit.</summary>
    private const int Page = 500;

    private static readonly Column[] Columns =
        [new("accepted", 1), new("state"), new("event", 2), new("id"), new("data row", 4), new("bytes", 5), new("error", 3, IsText: true)];

    public async Task<int> RunAsync(JsonObject filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var table = new List<IReadOnlyList<string?>>();
        var left = limit;
        do
        {
            var query = FilterOptions.Query(filter).Add("limit", Math.Min(left, Page).ToString(CultureInfo.InvariantCulture)).Add("cursor", cursor);
            var page = await admin.GetAsync($"deliveries{query}", AdminJson.Default.DeliveryPage, cancellationToken);
            left -= page.Value.Deliveries.Count;
            cursor = page.Value.Next;
            if (json)
            {
                foreach (var delivery in page.Json.GetProperty("deliveries").EnumerateArray())
                {
                    screen.Json(delivery);
                }
            }
            else
            {
                table.AddRange(page.Value.Deliveries.Select(Row));
            }
        }
        while (left > 0 && cursor is not null);

        if (!json && table.Count > 0)
        {
            screen.Table(Columns, table);
        }

        if (left == limit)
        {
            screen.Notice("No deliveries match.");
        }

        if (cursor is not null)
        {
            screen.Notice($"More deliveries: --cursor {cursor}");
        }

        return ExitCode.Done;
    }

    private static string?[] Row(Delivery delivery) =>
    [
        Humanize.Time(delivery.AcceptedAt), delivery.State, delivery.LabelboxEvent, delivery.Id, delivery.DataRowId, Humanize.Number(delivery.BodyLength), delivery.Error,
    ];
}
