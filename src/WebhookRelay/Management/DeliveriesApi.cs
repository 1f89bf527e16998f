using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using WebhookRelay.Ledger;
using WebhookRelay.Searching;

namespace WebhookRelay.Management;

/// <summary>Lists and shows deliveries.</summary>
internal sealed class DeliveriesApi(DeliveryLedger ledger, EntrySearch search, DeliveryDetailReader details, SecretReveal reveal, TimeProvider time)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;

    private static readonly string[] SingleValued = [.. FilterText.SingleValued, "limit", "cursor"];
    private static readonly SearchOrder NewestFirst = new(NewestFirst: true);

    public static void Map(IEndpointRouteBuilder admin)
    {
        admin.MapGet("/deliveries", (HttpRequest request, DeliveriesApi api, [AsParameters] ListQuery query) => api.List(request, query))
            .Produces<DeliveryList>().ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Lists deliveries, newest first.")
            .WithDescription("All filters must match. A page can contain fewer deliveries than 'limit', or none, and still have a 'next': one request examines a limited number of entries.");
        admin.MapGet("/deliveries/{id}", (HttpContext context, DeliveriesApi api, string id, string? reveal) => api.FindAsync(context, reveal))
            .Produces<DeliveryDetails>().ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Returns every entry with a delivery's id, each with its headers, payload, event and attempts.");
        admin.MapGet("/entries/{sequence:long}", (HttpContext context, DeliveriesApi api, long sequence, string? reveal) => api.FindAsync(context, sequence, reveal))
            .Produces<DeliveryDetail>().ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("One entry by its sequence.");
        admin.MapGet("/entries/{sequence:long}/payload", (HttpContext context, DeliveriesApi api, long sequence, string? reveal) => api.Payload(context, sequence, reveal))
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream").ProducesProblem(StatusCodes.Status403Forbidden)
            .WithSummary("The body as received, byte for byte; only with reveal=true.");
    }

    private IResult List(HttpRequest request, ListQuery query)
    {
        var errors = new ValidationErrors();
        errors.AddUnknown(request.Query, SingleValued, FilterText.Repeatable);
        // A query without these parameters is bound to empty lists.
        query = query with { State = query.State is [] ? null : query.State, Topic = query.Topic is [] ? null : query.Topic };
        var filter = query.Read(errors, time.GetUtcNow());
        var limit = DefaultLimit;
        if (query.Limit is { } given && (!int.TryParse(given, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit))
        {
            errors.Add("limit", $"It must be a number between 1 and {MaxLimit}.");
        }

        // Without the page: it is serialized as its base.
        var written = JsonSerializer.Serialize(query, AdminJson.Default.FilterText);
        long? from = null;
        if (query.Cursor is { } cursor && (from = PageCursor.Read(cursor, written, ledger.LedgerId)) is null)
        {
            errors.Add("cursor", "It must be the 'next' of a page of the same filter and the same replica.");
        }

        if (errors.Any)
        {
            return errors.Problem();
        }

        var page = search.Find(filter, NewestFirst, from, upTo: long.MaxValue, limit);
        return TypedResults.Json(
            new DeliveryList([.. page.Entries.Select(DeliverySummary.Of)], page.Next is { } next ? PageCursor.Write(next, written, ledger.LedgerId) : null),
            AdminJson.Default.DeliveryList);
    }

    private async Task<IResult> FindAsync(HttpContext context, string? revealed)
    {
        var id = RawPath.LastSegment(context);
        var entries = search.Find(new EntryFilter { Id = id }, NewestFirst, from: null, upTo: long.MaxValue, MaxLimit).Entries;
        if (entries.Count is 0)
        {
            return NotFound();
        }

        var reveals = reveal.IsRequested(context, revealed, id);
        var list = new List<DeliveryDetail>();
        foreach (var found in entries)
        {
            if (await details.ReadAsync(found.Entry.Sequence, reveals, context.RequestAborted) is { } detail)
            {
                list.Add(detail);
            }
        }

        return TypedResults.Json(new DeliveryDetails(list), AdminJson.Default.DeliveryDetails);
    }

    private async Task<IResult> FindAsync(HttpContext context, long sequence, string? revealed) =>
        ledger.Find(sequence) is { } entry && await details.ReadAsync(sequence, reveal.IsRequested(context, revealed, entry.Id), context.RequestAborted) is { } detail
            ? TypedResults.Json(detail, AdminJson.Default.DeliveryDetail)
            : NotFound();

    private IResult Payload(HttpContext context, long sequence, string? revealed)
    {
        if (ledger.Find(sequence) is not { } entry || ledger.ReadBody(entry) is not { } body)
        {
            return NotFound();
        }

        return reveal.IsRequested(context, revealed, entry.Id)
            ? TypedResults.Stream(body.Open(), "application/octet-stream", enableRangeProcessing: true)
            : TypedResults.Problem(statusCode: StatusCodes.Status403Forbidden, detail: "A payload as received may contain signed URLs. Use reveal=true, which is logged.");
    }

    private static ProblemHttpResult NotFound() => TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: "The ledger holds no such delivery.");

    /// <summary>A filter and a page of its matches.</summary>
    internal sealed record ListQuery : FilterText
    {
        [FromQuery(Name = "limit"), Description("deliveries a page, 1 to 500; 50 where it is not given")]
        public string? Limit { get; init; }

        [FromQuery(Name = "cursor"), Description("the 'next' of the page before")]
        public string? Cursor { get; init; }
    }
}
