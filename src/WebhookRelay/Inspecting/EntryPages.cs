using System.Globalization;
using WebhookRelay.Inspector.Entries;
using WebhookRelay.Inspector.Layout;
using WebhookRelay.Ledger;
using WebhookRelay.Management;
using WebhookRelay.Relaying;

namespace WebhookRelay.Inspecting;

/// <summary>One delivery with its tabs. Nothing is revealed by GET, and each reveal is logged.</summary>
internal sealed class EntryPages(EntryViewReader reader, DeliveryLedger ledger, PublishedEventReader events, SecretReveal reveal)
{
    private const string Delivery = "delivery";
    private const string Event = "event";

    private static readonly string[] Tabs = [Delivery, Event, "attempts", "proof"];

    public static void Map(IEndpointRouteBuilder pages)
    {
        var entries = pages.MapGroup("/entries/{sequence:long}");
        entries.MapGet("", (HttpContext context, EntryPages entry, long sequence) => entry.ShowAsync(context, sequence, Delivery, reveals: false));
        entries.MapGet("/{tab}", (HttpContext context, EntryPages entry, long sequence, string tab) => entry.ShowAsync(context, sequence, tab, reveals: false));
        entries.MapPost("/{tab}/reveal", (HttpContext context, EntryPages entry, long sequence, string tab) => entry.ShowAsync(context, sequence, tab, reveals: true));
        entries.MapPost("/{tab}/download", (HttpContext context, EntryPages entry, long sequence, string tab) => entry.DownloadAsync(context, sequence, tab));
    }

    private async Task<IResult> ShowAsync(HttpContext context, long sequence, string tab, bool reveals)
    {
        if (!Tabs.Contains(tab, StringComparer.Ordinal) || ledger.Find(sequence) is not { } entry)
        {
            return Gone(sequence, tab);
        }

        if (reveals)
        {
            LogReveal(context, entry);
        }

        return await reader.ReadAsync(entry, tab, reveals, context.Request.Query, context.RequestAborted) is { } view
            ? PageResult.Of<EntryPage, EntryView>("deliveries", view)
            : Gone(sequence, tab);
    }

    private async Task<IResult> DownloadAsync(HttpContext context, long sequence, string tab)
    {
        if (ledger.Find(sequence) is not { } entry || ledger.ReadBody(entry) is not { } body)
        {
            return Gone(sequence, tab);
        }

        LogReveal(context, entry);
        var name = string.Create(CultureInfo.InvariantCulture, $"{sequence:D20}.{(tab is Event ? Event : "payload")}");
        if (tab is not Event)
        {
            return TypedResults.Stream(body.Open(), "application/octet-stream", name);
        }

        return await events.ReadPublishedAsync(entry, ledger.ReadSettlement(sequence), context.RequestAborted) is { } published
            ? TypedResults.Bytes(published, "application/octet-stream", $"{name}.json")
            : Gone(sequence, tab);
    }

    private void LogReveal(HttpContext context, LedgerEntry entry)
    {
        reveal.IsRequested(context, bool.TrueString, entry.Id);
        context.Response.Headers.CacheControl = "no-store";
    }

    private static IResult Gone(long sequence, string tab) => Tabs.Contains(tab, StringComparer.Ordinal)
        ? PageResult.Error(StatusCodes.Status404NotFound, new ErrorView(
            "The ledger holds no such entry",
            string.Create(CultureInfo.InvariantCulture, $"Entry {sequence:D20} was removed by retention (Ledger:RetainFor, Ledger:RetainBytes), or belongs to another replica."),
            "Its event is kept by the subscribers that received it.", $"{InspectorGuard.Root}/deliveries", "Open the deliveries"))
        : PageResult.NotFound();
}
