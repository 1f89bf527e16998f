namespace WebhookRelay.Inspector.Overview;

/// <param name="Findings">What is wrong, the most important first; empty if nothing is.</param>
/// <param name="Lost">Whether anything is lost.</param>
/// <param name="Waiting">Deliveries that are on disk and not relayed.</param>
/// <param name="OldestAt">When the oldest of them was accepted.</param>
/// <param name="OldestFor">For how long it has been waiting.</param>
/// <param name="Newest">The newest delivery; null before the first.</param>
/// <param name="NewestAt">When it was accepted.</param>
/// <param name="Checks">The dependencies.</param>
/// <param name="Ledger">The ledger's disk and retention.</param>
public sealed record OverviewView(
    IReadOnlyList<FindingView> Findings, string Lost, long Waiting, DateTimeOffset? OldestAt, TimeSpan? OldestFor, string? Newest, DateTimeOffset? NewestAt,
    IReadOnlyList<CheckView> Checks, LedgerDiskView Ledger)
{
    /// <summary>Whether no delivery was accepted yet.</summary>
    public bool IsFirstRun => Newest is null;
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Severity"><c>fault</c> or <c>warning</c>.</param>
/// <param name="Sentence">What is wrong.</param>
/// <param name="Since">Since when; null if unknown.</param>
/// <param name="For">For how long.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Command">The command that shows or mends it.</param>
/// <param name="Link">The page with the details; null if there is none.</param>
/// <param name="IsRefusal">Whether requests were refused that may be deliveries.</param>
public sealed record FindingView(string Severity, string Sentence, DateTimeOffset? Since, TimeSpan? For, string Remedy, string Command, string? Link = null, bool IsRefusal = false);

/// <param name="Name">As in health.</param>
/// <param name="Status"><c>up</c>, <c>degraded</c>, <c>down</c>, <c>unknown</c> or <c>not-configured</c>.</param>
/// <param name="Detail">What is wrong; null if nothing is.</param>
/// <param name="Since">When the status was reached.</param>
public sealed record CheckView(string Name, string Status, string? Detail, DateTimeOffset Since);

/// <param name="Path">Its folder.</param>
/// <param name="FreeBytes">Free bytes on its disk.</param>
/// <param name="WarnAt">The free bytes below which health is degraded.</param>
/// <param name="RefuseAt">The free bytes below which deliveries are refused.</param>
/// <param name="RetainFor">How long settled deliveries are kept.</param>
/// <param name="RetainBytes">How many bytes of them are kept.</param>
public sealed record LedgerDiskView(string Path, long FreeBytes, long WarnAt, long RefuseAt, TimeSpan RetainFor, long RetainBytes);
