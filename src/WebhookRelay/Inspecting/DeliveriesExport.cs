using System.Text;
using System.Text.Json;
using WebhookRelay.Management;
using WebhookRelay.Searching;

namespace WebhookRelay.Inspecting;

/// <summary>The list of deliveries as a file. Read page by page, so its length costs no memory.</summary>
internal sealed class DeliveriesExport(EntrySearch search, TimeProvider time)
{
    private const int MaxRows = 100_000;
    private const int PageRows = 500;
    private const string Header = "sequence,id,event,webhook,acceptedAt,state,settledAt,routingKey,error,project,dataRow,label,bytes\r\n";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/deliveries.csv", (HttpContext context, DeliveriesExport export) => export.WriteAsync(context, "csv", "text/csv; charset=utf-8", Header, Csv));
        pages.MapGet("/deliveries.ndjson", (HttpContext context, DeliveriesExport export) => export.WriteAsync(context, "ndjson", "application/x-ndjson", string.Empty, Json));
    }

    private async Task<IResult> WriteAsync(HttpContext context, string extension, string contentType, string header, Func<DeliverySummary, string> line)
    {
        var errors = new ValidationErrors();
        var filter = FilterQuery.Of(context.Request.Query).Text.Read(errors, time.GetUtcNow());
        if (errors.Any)
        {
            return errors.Problem();
        }

        // Found before the answer begins: an outage is then a page, not half a file.
        var page = search.Find(filter, DeliveriesReader.NewestFirst, from: null, upTo: long.MaxValue, PageRows);
        var response = context.Response;
        response.ContentType = contentType;
        response.Headers.ContentDisposition = $"attachment; filename=\"deliveries.{extension}\"";
        await response.WriteAsync(header, context.RequestAborted);
        for (var rows = 0; ;)
        {
            var text = new StringBuilder();
            foreach (var found in page.Entries.Take(MaxRows - rows))
            {
                text.Append(line(DeliverySummary.Of(found)));
            }

            await response.WriteAsync(text.ToString(), context.RequestAborted);
            rows += page.Entries.Count;
            if (page.Next is not { } next || rows >= MaxRows)
            {
                return Results.Empty;
            }

            page = search.Find(filter, DeliveriesReader.NewestFirst, next, upTo: long.MaxValue, PageRows);
        }
    }

    private static string Json(DeliverySummary row) => JsonSerializer.Serialize(row, AdminJson.Default.DeliverySummary) + "\n";

    private static string Csv(DeliverySummary row) => string.Join(
        ',',
        new[]
        {
            row.Sequence, row.Id, row.LabelboxEvent, row.Webhook, Inspector.Parts.Shown.Exact(row.AcceptedAt), row.State, row.SettledAt is { } at ? Inspector.Parts.Shown.Exact(at) : null,
            row.RoutingKey, row.Error, row.ProjectId, row.DataRowId, row.LabelId, row.BodyLength.ToString(System.Globalization.CultureInfo.InvariantCulture),
        }.Select(Cell)) + "\r\n";

    /// <summary>A text that a spreadsheet would take for a formula gets an apostrophe.</summary>
    public static string Cell(string? text)
    {
        if (text is null or "")
        {
            return string.Empty;
        }

        var defused = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? $"'{text}" : text;
        return defused.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{defused.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : defused;
    }
}
