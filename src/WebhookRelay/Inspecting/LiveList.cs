using System.Text;
using WebhookRelay.Inspector.Deliveries;
using WebhookRelay.Ledger;
using WebhookRelay.Searching;

namespace WebhookRelay.Inspecting;

/// <summary>
/// The newest deliveries of one filter. Searched again only after something was written, at most four times a second, and
/// after a rest of many times the work: it takes a twentieth of a processor at most.
/// </summary>
internal sealed partial class LiveList(EntryFilter filter, DeliveryLedger ledger, EntrySearch search, PageWriter writer, TimeProvider time, ILogger<LiveList> logger) : IDisposable
{
    private const int Rows = 200;
    private const int SentRows = DeliveriesReader.PageRows;
    private const int RestFactor = 19;

    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _ended = new();
    private readonly List<LiveViewer> _viewers = [];
    private readonly Lock _lock = new();
    private List<DeliveryRowView>? _shown;

    public int Viewers
    {
        get
        {
            lock (_lock)
            {
                return _viewers.Count;
            }
        }
    }

    public void Start(CancellationToken stopping)
    {
        // The loop belongs to no request.
        using var apart = ExecutionContext.SuppressFlow();
        var both = CancellationTokenSource.CreateLinkedTokenSource(stopping, _ended.Token);
        _ = Task.Run(() => RunAsync(both), CancellationToken.None);
    }

    public void Dispose()
    {
        _ended.Cancel();
        _ended.Dispose();
    }

    public LiveViewer Join(Action<LiveViewer> leave)
    {
        var viewer = new LiveViewer(leave);
        lock (_lock)
        {
            _viewers.Add(viewer);
            // The page was read a moment before: what changed since is in the first rows.
            _shown = null;
        }

        ledger.Writes.Notify();
        return viewer;
    }

    public void Leave(LiveViewer viewer)
    {
        lock (_lock)
        {
            _viewers.Remove(viewer);
        }
    }

    private async Task RunAsync(CancellationTokenSource ending)
    {
        using var both = ending;
        try
        {
            while (true)
            {
                var written = ledger.Writes.NextAsync();
                var began = time.GetTimestamp();
                var rest = await LookAsync() ? time.GetElapsedTime(began) * RestFactor : RetryDelay;
                await Task.Delay(rest > ShortestRest ? rest : ShortestRest, time, both.Token);
                await written.WaitAsync(both.Token);
            }
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                _viewers.ForEach(viewer => viewer.End());
            }
        }
    }

    /// <summary>False if the ledger cannot be read now.</summary>
    private async Task<bool> LookAsync()
    {
        try
        {
            List<DeliveryRowView> now = [.. search.Find(filter, DeliveriesReader.NewestFirst, from: null, upTo: long.MaxValue, Rows).Entries.Select(DeliveriesReader.Row)];
            List<DeliveryRowView>? before;
            lock (_lock)
            {
                (before, _shown) = (_shown, now);
            }

            if (Changes(before, now) is { } changes)
            {
                var html = Encoding.UTF8.GetString(await writer.RenderAsync(
                    typeof(DeliveryRows), new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(DeliveryRows.Rows)] = changes.Rows }));
                Send(new LiveChange(html, changes.More, changes.Gone));
            }

            return true;
        }
        catch (LedgerUnavailableException)
        {
            return false;
        }
        catch (Exception e)
        {
            // The loop's boundary: the next look may work.
            LogFault(logger, e);
            return false;
        }
    }

    /// <summary>Null if nothing a viewer sees has changed.</summary>
    private (List<DeliveryRowView> Rows, int More, List<string> Gone)? Changes(List<DeliveryRowView>? before, List<DeliveryRowView> now)
    {
        if (before is null)
        {
            return ([.. now.Take(SentRows)], 0, []);
        }

        var versions = before.ToDictionary(row => row.Sequence, row => row.Version, StringComparer.Ordinal);
        var newest = before is [var first, ..] ? first.Sequence : string.Empty;
        List<DeliveryRowView> differ = [.. now.Where(row => !string.Equals(versions.GetValueOrDefault(row.Sequence), row.Version, StringComparison.Ordinal))];
        List<DeliveryRowView> added = [.. differ.Where(row => string.CompareOrdinal(row.Sequence, newest) > 0)];
        var kept = now.Select(row => row.Sequence).ToHashSet(StringComparer.Ordinal);
        List<string> gone = [.. before.Select(row => row.Sequence).Where(sequence => !kept.Contains(sequence) && (now.Count < Rows || string.CompareOrdinal(sequence, now[^1].Sequence) > 0))];
        if (differ.Count is 0 && gone.Count is 0)
        {
            return null;
        }

        var sent = added.Take(SentRows).Concat(differ.Except(added)).ToList();
        return (sent, Count(before, added) - Math.Min(added.Count, SentRows), gone);
    }

    /// <summary>How many are new: exact as far as one search goes, if more arrived than a list holds.</summary>
    private int Count(List<DeliveryRowView> before, List<DeliveryRowView> added)
    {
        if (added.Count < Rows || before.Count is 0)
        {
            return added.Count;
        }

        var since = before[0].AcceptedAt;
        var newer = filter with { From = filter.From is { } from && from > since ? from : since };
        return search.Find(newer, DeliveriesReader.NewestFirst, from: null, upTo: long.MaxValue, search.MaxSteps).Entries
            .Count(found => string.CompareOrdinal(Management.DeliverySummary.Text(found.Entry.Sequence), before[0].Sequence) > 0);
    }

    private void Send(LiveChange change)
    {
        lock (_lock)
        {
            _viewers.ForEach(viewer => viewer.Send(change));
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Inspector: a live list cannot be read")]
    private static partial void LogFault(ILogger logger, Exception fault);
}
