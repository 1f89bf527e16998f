using System.Text.Json;
using WebhookRelay.Inspector.Deliveries;
using WebhookRelay.Ledger;
using WebhookRelay.Management;
using WebhookRelay.Searching;

namespace WebhookRelay.Inspecting;

/// <summary>The list of deliveries: the same search as the admin API's.</summary>
internal sealed class DeliveriesReader(DeliveryLedger ledger, EntrySearch search, TimeProvider time)
{
    public const int PageRows = 50;

    public static readonly SearchOrder NewestFirst = new(NewestFirst: true);

    public static void Map(IEndpointRouteBuilder pages) =>
        pages.MapGet("/deliveries", (HttpRequest request, DeliveriesReader reader) => PageResult.Of<DeliveriesPage, DeliveriesView>("deliveries", reader.Read(request.Query)));

    private DeliveriesView Read(IQueryCollection query)
    {
        var (asked, errors) = (FilterQuery.Of(query), new ValidationErrors());
        var filter = asked.Text.Read(errors, time.GetUtcNow());
        var written = JsonSerializer.Serialize(asked.Text, AdminJson.Default.FilterText);
        long? from = null;
        var cursor = query["cursor"].ToString();
        if (cursor.Length > 0 && (from = PageCursor.Read(cursor, written, ledger.LedgerId)) is null)
        {
            errors.Add("cursor", "This page belongs to another filter or another replica. Start again at the newest delivery.");
        }

        if (errors.Any)
        {
            return new DeliveriesView(asked.View(errors.Messages), [], Next: null, IsFirstPage: false, IsPartial: false, LedgerIsEmpty: false);
        }

        var page = search.Find(filter, NewestFirst, from, upTo: long.MaxValue, PageRows);
        return new DeliveriesView(
            asked.View([]),
            [.. page.Entries.Select(Row)],
            page.Next is { } next ? $"{InspectorGuard.Root}/deliveries{asked.ToQuery(PageCursor.Write(next, written, ledger.LedgerId))}" : null,
            from is null,
            page.Next is not null && page.Entries.Count < PageRows,
            asked.IsEmpty && from is null && page.Entries.Count is 0);
    }

    public static DeliveryRowView Row(FoundEntry found)
    {
        var summary = DeliverySummary.Of(found);
        return new DeliveryRowView(
            summary.Sequence, summary.Id, summary.LabelboxEvent, summary.Webhook, summary.AcceptedAt, summary.State,
            summary.Error, summary.ProjectId, summary.DataRowId, summary.LabelId, summary.BodyLength);
    }
}
