using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using WebhookRelay.Searching;

namespace WebhookRelay.Management;

/// <summary>Tells what an id is of.</summary>
internal sealed class FindApi(EntryFinder finder)
{
    private const int Longest = 512;

    public static void Map(IEndpointRouteBuilder admin) =>
        admin.MapGet("/find", (HttpRequest request, FindApi api, [Description("the id")] string? q, [Description("the 'next' of the answer before")] string? from) => api.Find(request, q, from))
            .Produces<FoundList>().ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Finds what an id is of: a delivery, an entry's sequence, an event, a label, a data row, a project, or a ledgerhash.")
            .WithDescription("A ledgerhash has no index: one request compares 100,000 entries, newest first, and 'next' says where to continue.");

    private IResult Find(HttpRequest request, string? q, string? from)
    {
        var errors = new ValidationErrors();
        errors.AddUnknown(request.Query, ["q", "from"]);
        var text = q?.Trim();
        if (text is not { Length: > 0 and <= Longest })
        {
            errors.Add("q", $"It must have between 1 and {Longest} characters.");
        }

        long? sequence = null;
        if (from is not null)
        {
            if (long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
            {
                sequence = parsed;
            }
            else
            {
                errors.Add("from", "It must be the 'next' of an answer.");
            }
        }

        if (errors.Any)
        {
            return errors.Problem();
        }

        var (found, next) = finder.Find(text!, sequence);
        return TypedResults.Json(new FoundList([.. found.Select(FoundView.Of)], next is { } more ? DeliverySummary.Text(more) : null), AdminJson.Default.FoundList);
    }
}

/// <param name="Found">What the id is of; empty if nothing was found, several if it is the id of several things.</param>
/// <param name="Next">The <c>from</c> of the next request; absent if everything was searched.</param>
internal sealed record FoundList(IReadOnlyList<FoundView> Found, string? Next);

/// <param name="Kind">delivery, sequence, event, label, dataRow, project or ledgerHash.</param>
/// <param name="Value">The id; the sequence of a ledgerhash.</param>
/// <param name="Link">The path that shows it.</param>
/// <param name="Newest">The entry, or the newest of several.</param>
internal sealed record FoundView(string Kind, string Value, string Link, DeliverySummary Newest)
{
    public static FoundView Of(FoundId found)
    {
        var (value, entry) = (Uri.EscapeDataString(found.Value), $"/entries/{DeliverySummary.Text(found.Newest.Entry.Sequence)}");
        var (kind, link) = found.Kind switch
        {
            FoundIdKind.Delivery => ("delivery", $"/deliveries/{value}"),
            FoundIdKind.Sequence => ("sequence", entry),
            FoundIdKind.Event => ("event", entry),
            FoundIdKind.Label => ("label", $"/deliveries?label={value}"),
            FoundIdKind.DataRow => ("dataRow", $"/deliveries?dataRow={value}"),
            FoundIdKind.Project => ("project", $"/deliveries?project={value}"),
            FoundIdKind.LedgerHash => ("ledgerHash", entry),
            _ => throw new UnreachableException($"{found.Kind} has no link."),
        };
        return new FoundView(kind, found.Value, link, DeliverySummary.Of(found.Newest));
    }
}
