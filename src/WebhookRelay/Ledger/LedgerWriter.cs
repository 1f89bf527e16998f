using System.Threading.Channels;
using WebhookRelay.Starting;

namespace WebhookRelay.Ledger;

/// <summary>The single writer. It writes all waiting requests in one batch and answers them after one sync.</summary>
internal sealed partial class LedgerWriter(
    LedgerStore store, PendingEntryQueue pendingQueue, PublishedLog published, SequenceClock sequences, Action<long, Settlement> settled, TimeProvider time, ILogger<LedgerWriter> logger)
{
    private const int MaxBatch = 1024;
    private const long MaxBatchBytes = 16 * 1024 * 1024;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Channel<LedgerRequest> _requests = Channel.CreateUnbounded<LedgerRequest>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SettlementBatch _settling = new(store, published);
    private ChainHead _head = new(0, EntryCodec.FirstLink, 0);
    private TimeSegment _segment;
    private TimeSpan _pause = FirstPause;
    private Task _running = Task.CompletedTask;
    private long _pending;
    private volatile string? _fault = "it is not open yet";

    /// <summary>Why writing fails now; null if it works.</summary>
    public string? Fault => _fault;

    public long Pending => Volatile.Read(ref _pending);

    public void Start()
    {
        LoadState();
        _fault = null;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Reads the ledger's current state.</summary>
    private void LoadState()
    {
        _head = store.Chain.Head();
        _segment = store.Database.Read(TimeSegments.Of).Newest;
        _pending = store.CountPending();
        sequences.Start(_head.Sequence);
        published.Start();
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
                return;
            }

            long bytes = 0;
            while (batch.Count < MaxBatch && bytes < MaxBatchBytes && _requests.Reader.TryRead(out var request))
            {
                batch.Add(request);
                bytes += request is LedgerRequest.Append append ? append.Delivery.Body.BytesInMemory : 0;
            }

            Commit(batch);
            batch.Clear();
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
            var (head, segment, answers, newEntries) = Plan(appends);
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
            foreach (var (sequence, _, settlement) in settling.Settled)
            {
                settled(sequence, settlement);
            }

            foreach (var (append, answer) in answers)
            {
                append.Done.SetResult(answer);
            }
        }
        catch (Exception e)
        {
            // The writer's boundary: on any error every caller is answered, and the state is read again from disk.
            _fault = e.Message;
            LogFault(logger, e.Message, e is LedgerUnavailableException ? null : e);
            store.Close();
            Fail(appends, e as LedgerUnavailableException ?? new LedgerUnavailableException(e.Message, e));
        }
    }

    /// <summary>Chains new deliveries, and finds the entries of known ones.</summary>
    private (ChainHead Head, TimeSegment Segment, List<(LedgerRequest.Append Append, AppendResult Answer)> Answers, List<NewEntry> Entries) Plan(List<LedgerRequest.Append> appends)
    {
        var (head, segment) = (_head, _segment);
        var answers = new List<(LedgerRequest.Append, AppendResult)>(appends.Count);
        var newEntries = new List<NewEntry>(appends.Count);
        var inBatch = new Dictionary<string, LedgerEntry>(StringComparer.Ordinal);
        KnownDelivery? First(string id) => inBatch.TryGetValue(id, out var entry) ? new KnownDelivery(entry.Sequence, entry.BodyDigest) : store.Ids.First(id);
        foreach (var append in appends)
        {
            var delivery = append.Delivery;
            var first = First(delivery.Id);
            var key = DeliveryIdIndex.KeyOf(delivery.Id, append.BodyDigest, first);
            var known = string.Equals(key, delivery.Id, StringComparison.Ordinal) ? first : First(key);
            if (known is { Sequence: var sequence, BodyDigest: var body } && body.Span.SequenceEqual(append.BodyDigest))
            {
                var entry = newEntries.Find(each => each.Entry.Sequence == sequence)?.Entry ?? store.Find(sequence) ?? EntryOf(append, sequence, time.GetUtcNow());
                answers.Add((append, new AppendResult(entry, Duplicate: true)));
                continue;
            }

            var unlinked = EntryOf(append, Math.Max(sequences.Now, head.Sequence + 1), time.GetUtcNow());
            var before = segment;
            segment = TimeSegments.For(before, unlinked.Sequence, LedgerEntry.Microseconds(unlinked.AcceptedAt));
            var linked = unlinked with { Hash = EntryCodec.Link(head.Hash, unlinked) };
            newEntries.Add(new NewEntry(linked, delivery.Body, head.Bytes, FirstWithId: first is null, Begins: segment != before ? segment : null));
            answers.Add((append, new AppendResult(linked, Duplicate: false)));
            head = new ChainHead(linked.Sequence, linked.Hash.ToArray(), head.Bytes + linked.BodyLength);
            inBatch[key] = linked;
        }

        return (head, segment, answers, newEntries);
    }

    private static LedgerEntry EntryOf(LedgerRequest.Append append, long sequence, DateTimeOffset now)
    {
        var delivery = append.Delivery;
        return new LedgerEntry(
            sequence, LedgerEntry.TimeOf(LedgerEntry.Microseconds(now)), delivery.Id, delivery.Event, delivery.Webhook, delivery.SecretMark, delivery.Headers,
            append.BodyDigest, delivery.Body.Length, ReadOnlyMemory<byte>.Empty, delivery.TraceParent);
    }

    private void TryReopen()
    {
        try
        {
            store.Open();
            store.Probe();
            LoadState();
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

    private sealed record NewEntry(LedgerEntry Entry, EntryBody Body, long BytesBefore, bool FirstWithId, TimeSegment? Begins);

    [LoggerMessage(1, LogLevel.Error, "The ledger cannot write; deliveries are refused until it can: {Reason}")]
    private static partial void LogFault(ILogger logger, string reason, Exception? bug);

    [LoggerMessage(2, LogLevel.Warning, "The ledger accepts writes again")]
    private static partial void LogOpenAgain(ILogger logger);
}
