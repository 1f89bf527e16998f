using System.Threading.Channels;
using WebhookRelay.Starting;

namespace WebhookRelay.Ledger;

/// <summary>The single writer. It writes all waiting requests in one batch and answers them after one sync.</summary>
internal sealed partial class LedgerWriter(
    LedgerStore store, PendingEntryQueue pendingQueue, PublishedLog published, ActivityCounters activity, SequenceClock sequences, Action<long, Settlement> settled, TimeProvider time, ILogger<LedgerWriter> logger)
{
    private const int MaxBatch = 1024;
    private const long MaxBatchBytes = 16 * 1024 * 1024;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Channel<LedgerRequest> _requests = Channel.CreateUnbounded<LedgerRequest>(new UnboundedChannelOptions { SingleReader = true });
    private readonly AppendBatch _appending = new(store, sequences, time);
    private readonly SettlementBatch _settling = new(store, published);
    private readonly ActivitySaves _saves = new(activity);
    private ChainHead _head = new(0, EntryCodec.FirstLink, 0);
    private TimeSegment _segment;
    private TimeSpan _pause = FirstPause;
    private Task _running = Task.CompletedTask;
    private long _pending;
    private volatile string? _fault = "it is not open yet";

    /// <summary>Why writing fails now; null if it works.</summary>
    public string? Fault => _fault;

    public long Pending => Volatile.Read(ref _pending);

    public WriteSignal Writes { get; } = new();

    public void Start()
    {
        LoadState(counted: null);
        _fault = null;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Reads the ledger's current state.</summary>
    /// <param name="counted">The newest entry whose activity was counted; null at the start.</param>
    private void LoadState(long? counted)
    {
        _head = store.Chain.Head();
        _segment = store.Database.Read(TimeSegments.Of).Newest;
        _pending = store.CountPending();
        sequences.Start(_head.Sequence);
        published.Start();
        activity.Begin(_head.Sequence, counted);
    }

    /// <summary>Completes when the entry is synced to disk.</summary>
    public Task<AppendResult> AppendAsync(VerifiedDelivery delivery, byte[] bodyDigest)
    {
        var done = new TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_fault is { } fault || !_requests.Writer.TryWrite(new LedgerRequest.Append(delivery, bodyDigest, done)))
        {
            done.SetException(new LedgerUnavailableException(_fault ?? "The ledger is closed."));
        }

        return done.Task;
    }

    public void Settle(long sequence, Settlement settlement, bool byReplay) =>
        _requests.Writer.TryWrite(new LedgerRequest.Settle(sequence, settlement, byReplay));

    public void RecordAttempt(long sequence, DeliveryAttempt attempt) => _requests.Writer.TryWrite(new LedgerRequest.RecordAttempt(sequence, attempt));

    /// <summary>Completes when all activity that was counted before this call is stored.</summary>
    /// <param name="recounted">A gap that was counted again; null for none.</param>
    public Task SaveActivityAsync(RecountedGap? recounted)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_requests.Writer.TryWrite(new LedgerRequest.SaveActivity(recounted, done)))
        {
            done.SetException(new LedgerUnavailableException("The ledger is closed."));
        }

        return done.Task;
    }

    public void Expired(int entries) => Interlocked.Add(ref _pending, -entries);

    public async Task StopAsync()
    {
        _requests.Writer.TryComplete();
        await _running;
    }

    private async Task RunAsync()
    {
        var batch = new List<LedgerRequest>(MaxBatch);
        while (true)
        {
            if (_fault is not null)
            {
                // Requests that arrive while the ledger is closed fail at the same pace.
                await Task.Delay(_pause, time);
                TryReopen();
            }
            else if (!_settling.HasUnwritten && !await _requests.Reader.WaitToReadAsync())
            {
                SaveActivity(isLast: true);
                return;
            }

            long bytes = 0;
            while (batch.Count < MaxBatch && bytes < MaxBatchBytes && _requests.Reader.TryRead(out var request))
            {
                if (request is LedgerRequest.SaveActivity save)
                {
                    _saves.Add(save);
                    continue;
                }

                batch.Add(request);
                bytes += request is LedgerRequest.Append append ? append.Delivery.Body.BytesInMemory : 0;
            }

            if (batch.Count > 0 || _settling.HasUnwritten)
            {
                Commit(batch);
                batch.Clear();
            }

            if (_saves.IsDue)
            {
                SaveActivity(isLast: false);
            }

            if (_fault is not null && _requests.Reader.Completion.IsCompleted)
            {
                return;
            }
        }
    }

    private void Commit(List<LedgerRequest> batch)
    {
        _settling.Add(batch);
        var appends = batch.OfType<LedgerRequest.Append>().ToList();
        if (_fault is { } fault)
        {
            Fail(appends, new LedgerUnavailableException(fault));
            return;
        }

        try
        {
            var (head, segment, answers, newEntries) = _appending.PlanAll(appends, _head, _segment);
            var settling = _settling.PlanAll();
            store.Database.Write(
                write =>
                {
                    foreach (var (entry, body, bytesBefore, firstWithId, beginning) in newEntries)
                    {
                        if (beginning is { } begins)
                        {
                            TimeSegments.Put(write, begins);
                        }

                        LedgerStore.PutEntry(write, entry, body, bytesBefore, firstWithId);
                    }

                    _settling.Put(write, settling);
                },
                sync: newEntries.Count > 0);

            _settling.Written(settling);
            (_head, _segment) = (head, segment);
            Interlocked.Add(ref _pending, newEntries.Count + settling.Pending);
            pendingQueue.Enqueue([.. newEntries.Select(appended => new PendingDelivery(appended.Entry, appended.Body, Unrouted: null))]);
            foreach (var appended in newEntries)
            {
                activity.Accepted(appended.Entry);
            }

            foreach (var (sequence, _, settlement) in settling.Settled)
            {
                activity.Settled(settlement);
                settled(sequence, settlement);
            }

            foreach (var (append, answer) in answers)
            {
                append.Done.SetResult(answer);
            }

            Writes.Notify();
        }
        catch (Exception e)
        {
            // The writer's boundary: on any error every caller is answered, and the state is read again from disk.
            Close(e);
            Fail(appends, e as LedgerUnavailableException ?? new LedgerUnavailableException(e.Message, e));
        }
    }

    private void SaveActivity(bool isLast)
    {
        if (_saves.Save(_head.Sequence, isLast) is { } failure && _fault is null)
        {
            Close(failure);
        }
    }

    private void Close(Exception e)
    {
        _fault = e.Message;
        LogFault(logger, e.Message, e is LedgerUnavailableException ? null : e);
        store.Close();
    }

    private void TryReopen()
    {
        try
        {
            store.Open();
            store.Probe();
            LoadState(counted: _head.Sequence);
            _pause = FirstPause;
            _fault = null;
            pendingQueue.ReadFromDisk();
            LogOpenAgain(logger);
        }
        catch (LedgerUnavailableException e)
        {
            store.Close();
            _fault = e.Message;
            _pause = BackOff.Next(_pause, LongestPause);
        }
    }

    private static void Fail(List<LedgerRequest.Append> appends, LedgerUnavailableException reason)
    {
        foreach (var append in appends)
        {
            append.Done.SetException(reason);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The ledger cannot write; deliveries are refused until it can: {Reason}")]
    private static partial void LogFault(ILogger logger, string reason, Exception? bug);

    [LoggerMessage(2, LogLevel.Warning, "The ledger accepts writes again")]
    private static partial void LogOpenAgain(ILogger logger);
}
