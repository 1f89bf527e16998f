namespace WebhookRelay.Ledger;

/// <summary>Stores the activity when a slot has ended, and when a reader asks for it.</summary>
internal sealed class ActivitySaves(ActivityCounters counters)
{
    private readonly List<LedgerRequest.SaveActivity> _requests = [];

    public bool IsDue => _requests.Count > 0 || counters.IsDue;

    public void Add(LedgerRequest.SaveActivity request) => _requests.Add(request);

    /// <summary>Stores everything and answers the requests.</summary>
    /// <param name="upTo">The newest entry that was counted.</param>
    /// <param name="isLast">Whether the process ends.</param>
    /// <returns>Why it could not be stored; then a later call stores it.</returns>
    public LedgerUnavailableException? Save(long upTo, bool isLast)
    {
        try
        {
            foreach (var request in _requests.DefaultIfEmpty())
            {
                counters.Save(upTo, isLast, request?.Recounted);
                request?.Done.SetResult();
            }

            return null;
        }
        catch (LedgerUnavailableException e)
        {
            foreach (var request in _requests)
            {
                request.Done.TrySetException(e);
            }

            return e;
        }
        finally
        {
            _requests.Clear();
        }
    }
}
