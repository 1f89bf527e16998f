using System.Globalization;
using WebhookRelay.Inspector.Finding;
using WebhookRelay.Ledger;
using WebhookRelay.Management;
using WebhookRelay.Searching;

namespace WebhookRelay.Inspecting;

/// <summary>Leads from any id to its page.</summary>
internal sealed class FindPages(DeliveryLedger ledger, EntrySearch search)
{
    private const int MaxIdLength = 512;

    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/find", (FindPages find, string? q) => find.Find(q?.Trim() ?? string.Empty));

    private IResult Find(string id) => id.Length is > 0 and <= MaxIdLength && Path(id) is { } path
        ? TypedResults.LocalRedirect(InspectorGuard.Root + path)
        : PageResult.Of<FindPage, FindView>(string.Empty, new FindView(id), id.Length is 0 ? StatusCodes.Status200OK : StatusCodes.Status404NotFound);

    private string? Path(string id)
    {
        if (long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && ledger.Find(sequence) is not null)
        {
            return $"/entries/{DeliverySummary.Text(sequence)}";
        }

        return search.Find(new EntryFilter { Id = id }, DeliveriesReader.NewestFirst, from: null, upTo: long.MaxValue, limit: 2).Entries switch
        {
            [var only] => $"/entries/{DeliverySummary.Text(only.Entry.Sequence)}",
            [_, ..] => List("id", id),
            _ => Any(new EntryFilter { Label = id }) ? List("label", id)
                : Any(new EntryFilter { DataRow = id }) ? List("dataRow", id)
                : Any(new EntryFilter { Project = id }) ? List("project", id)
                : null,
        };
    }

    private bool Any(EntryFilter filter) => search.Find(filter, DeliveriesReader.NewestFirst, from: null, upTo: long.MaxValue, limit: 1) is { Entries.Count: > 0 } or { Next: not null };

    private static string List(string name, string id) => $"/deliveries?{name}={Uri.EscapeDataString(id)}";
}
