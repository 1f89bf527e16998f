using Microsoft.Extensions.Options;
using WebhookRelay.Inspector.Overview;
using WebhookRelay.Ledger;
using WebhookRelay.Management;
using WebhookRelay.Searching;

namespace WebhookRelay.Inspecting;

/// <summary>Collects what the overview shows.</summary>
internal sealed class OverviewReader(
    HealthChecks health, DeliveryLedger ledger, EntrySearch search, FindingsReader findings, IOptionsMonitor<LedgerOptions> options, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder pages) =>
        pages.MapGet("", (OverviewReader reader) => PageResult.Of<OverviewPage, OverviewView>("overview", reader.Read()));

    private OverviewView Read()
    {
        var (now, status, limits, checks) = (time.GetUtcNow(), ledger.Status, options.CurrentValue, health.Read().Checks);
        var newest = Newest();
        var wrong = findings.Read(checks, status);
        return new OverviewView(
            wrong,
            Lost(status, wrong),
            status.Pending,
            status.OldestPending,
            now - status.OldestPending,
            newest is null ? null : DeliverySummary.Text(newest.Sequence),
            newest?.AcceptedAt,
            [.. checks.OrderBy(check => Place(check.Key)).ThenBy(check => check.Key, StringComparer.Ordinal).Select(check => FindingsReader.AsKnown(check.Key, check.Value, checks))],
            new LedgerDiskView(limits.Path!, status.FreeBytes, limits.WarnAt, limits.RefuseAt, limits.RetainFor, limits.RetainBytes));
    }

    private static string Lost(LedgerStatus status, IReadOnlyList<FindingView> wrong) => status switch
    {
        { Writable: false } => "Deliveries are refused now, and Labelbox documents no retry. What was accepted before is on disk.",
        _ when wrong.Any(finding => finding.IsRefusal) => "Nothing that was accepted is lost. A refused request is not kept, and Labelbox documents no retry.",
        _ => "Nothing is lost: every accepted delivery is on disk.",
    };

    /// <summary>The page is needed most when the ledger cannot be read.</summary>
    private LedgerEntry? Newest()
    {
        try
        {
            return search.Find(new EntryFilter(), new SearchOrder(NewestFirst: true), from: null, upTo: long.MaxValue, limit: 1).Entries is [var found] ? found.Entry : null;
        }
        catch (LedgerUnavailableException)
        {
            return null;
        }
    }

    private static int Place(string check) => Array.IndexOf(["ledger", "rabbitmq", "redis", "queues", "exchange", "clock"], check) is >= 0 and var place ? place : int.MaxValue;
}
