using WebhookRelay.Ledger;
using WebhookRelay.Searching;

namespace WebhookRelay.Inspecting;

/// <summary>The live lists: one for each distinct filter, shared by its viewers, and only while there are any.</summary>
internal sealed class LiveLists(DeliveryLedger ledger, EntrySearch search, PageWriter writer, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<LiveList> logger)
{
    public const int MaxFilters = 8;
    public const int MaxStreams = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LiveList> _lists = new(StringComparer.Ordinal);

    /// <summary>The open streams.</summary>
    public int Streams
    {
        get
        {
            lock (_lock)
            {
                return _lists.Values.Sum(list => list.Viewers);
            }
        }
    }

    /// <summary>Null if too many are open.</summary>
    /// <param name="key">The filter as text.</param>
    /// <param name="filter">The filter.</param>
    public LiveViewer? Join(string key, EntryFilter filter)
    {
        lock (_lock)
        {
            if (_lists.Values.Sum(list => list.Viewers) >= MaxStreams)
            {
                return null;
            }

            if (!_lists.TryGetValue(key, out var list))
            {
                if (_lists.Count >= MaxFilters)
                {
                    return null;
                }

                list = _lists[key] = new LiveList(filter, ledger, search, writer, time, logger);
                list.Start(lifetime.ApplicationStopping);
            }

            return list.Join(viewer => Leave(key, list, viewer));
        }
    }

    private void Leave(string key, LiveList list, LiveViewer viewer)
    {
        lock (_lock)
        {
            list.Leave(viewer);
            if (list.Viewers is 0)
            {
                _lists.Remove(key);
                list.Dispose();
            }
        }
    }
}
