using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace WebhookRelay.Ledger;

/// <summary>The durable log of accepted deliveries, in order, with the state of each.</summary>
internal sealed partial class DeliveryLedger : IAsyncDisposable
{
    private readonly string _path;
    private readonly PendingEntryQueue _pendingQueue;
    private readonly LedgerWriter _writer;
    private readonly DiskSpace _disk;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<Settlement>> _waiting = new();
    private readonly ILogger<DeliveryLedger> _logger;
    private volatile ObservedOldest _oldest = new(0, 0);

    public DeliveryLedger(IOptionsMonitor<LedgerOptions> options, TimeProvider time, ILoggerFactory loggers)
        : this(options, new LedgerDatabase(options.CurrentValue.Path!), time, loggers)
    {
    }

    public DeliveryLedger(IOptionsMonitor<LedgerOptions> options, ILedgerDatabase database, TimeProvider time, ILoggerFactory loggers)
    {
        _path = options.CurrentValue.Path!;
        _time = time;
        _logger = loggers.CreateLogger<DeliveryLedger>();
        Store = new LedgerStore(_path, database);
        Published = new PublishedLog(Store);
        Replays = new ReplayTable(database);
        _disk = new DiskSpace(_path, options, time);
        Payloads = new LedgerPayloads(_path, Store, _disk);
        _pendingQueue = new PendingEntryQueue(Store, time);
        Sequences = new SequenceClock(time);
        var activity = new ActivityTable(database);
        var counters = new ActivityCounters(activity, time);
        _writer = new LedgerWriter(Store, _pendingQueue, Published, counters, Sequences, Settled, time, loggers.CreateLogger<LedgerWriter>());
        Activity = new LedgerActivity(counters, activity, Store.Chain, _writer.SaveActivityAsync);
    }

    /// <summary>A random id created with the ledger.</summary>
    public string LedgerId => Store.LedgerId;

    /// <summary>The records, for this folder alone. Other folders read through the queries of this class.</summary>
    public LedgerStore Store { get; }

    /// <summary>The ends of the hash chain, and its links.</summary>
    public LedgerChain Chain => Store.Chain;

    /// <summary>The known delivery ids.</summary>
    public DeliveryIdIndex Ids => Store.Ids;

    /// <summary>The stored replays.</summary>
    public ReplayTable Replays { get; }

    /// <summary>The published entries, in publishing order.</summary>
    public PublishedLog Published { get; }

    public LedgerPayloads Payloads { get; }

    /// <summary>The counts of accepted, settled and refused deliveries.</summary>
    public LedgerActivity Activity { get; }

    /// <summary>Notifies of every write.</summary>
    public WriteSignal Writes => _writer.Writes;

    /// <summary>The clock that assigns sequences.</summary>
    public SequenceClock Sequences { get; }

    public LedgerStatus Status
    {
        get
        {
            var fault = _writer.Fault ?? _disk.Fault;
            var pending = _writer.Pending;
            return new LedgerStatus(fault is null, fault, pending, pending > 0 ? OldestPending() : null, _disk.Free, _disk.IsLow);
        }
    }

    /// <exception cref="LedgerUnavailableException">It cannot be opened; the message names the path, the reason and the remedy.</exception>
    public void Open()
    {
        Store.Open();
        Payloads.Open();
        _writer.Start();
        LogOpened(_logger, _path, _writer.Pending);
    }

    /// <summary>Completes when the delivery is synced to disk. After this call the delivery is stored even if the caller stops waiting.</summary>
    /// <exception cref="LedgerUnavailableException">The delivery was not written and must not be acknowledged.</exception>
    public Task<AppendResult> AppendAsync(VerifiedDelivery delivery) => _disk.Fault is { } full
        ? Task.FromException<AppendResult>(new LedgerUnavailableException(full))
        : _writer.AppendAsync(delivery, DigestOf(delivery.Body));

    /// <summary>Records the state of an entry. Never throws; after a write error it is recorded once writing works again.</summary>
    public void Settle(long sequence, Settlement settlement, bool byReplay = false) =>
        _writer.Settle(sequence, settlement with { At = _time.GetUtcNow() }, byReplay);

    /// <summary>Records an attempt that did not settle its entry. Like <see cref="Settle"/>, it never throws.</summary>
    public void RecordAttempt(long sequence, DeliveryAttempt attempt) => _writer.RecordAttempt(sequence, attempt);

    /// <summary>Completes when the entry is settled; immediately if it already is.</summary>
    public async Task<Settlement> WhenSettledAsync(long sequence, CancellationToken cancellationToken)
    {
        var waiting = _waiting.GetOrAdd(sequence, _ => new TaskCompletionSource<Settlement>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (Store.ReadSettlement(sequence) is { } settled)
        {
            _waiting.TryRemove(sequence, out _);
            waiting.TrySetResult(settled);
        }
        else if (Store.Find(sequence) is null)
        {
            // Retention removes only settled entries.
            _waiting.TryRemove(sequence, out _);
            waiting.TrySetResult(new Settlement(DeliveryState.Relayed, 0, RoutingKey: null, Error: null));
        }

        return await waiting.Task.WaitAsync(cancellationToken);
    }

    /// <summary>The next entry to relay, in order. Each entry is returned once per process lifetime.</summary>
    public ValueTask<PendingDelivery> TakeAsync(CancellationToken cancellationToken) => _pendingQueue.TakeAsync(cancellationToken);

    public LedgerEntry? Find(long sequence) => Store.Find(sequence);

    public EntryBody? ReadBody(long sequence) => Store.ReadBody(sequence);

    /// <summary>A large body is not read; its file is returned.</summary>
    public EntryBody? ReadBody(LedgerEntry entry) => Store.ReadBody(entry);

    /// <summary>The same within a view. The file of a large body may be gone if the entry is.</summary>
    public EntryBody ReadBody(LedgerView view, LedgerEntry entry) => Store.ReadBody(view, entry);

    /// <summary>Reads several records from one snapshot. The view must not be used after the callback returns.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    public T Read<T>(Func<LedgerView, T> read) => Store.Database.Read(read);

    public Settlement? ReadSettlement(long sequence) => Store.ReadSettlement(sequence);

    /// <summary>Retention has removed unrouted entries.</summary>
    public void Expired(int unrouted) => _writer.Expired(unrouted);

    public async ValueTask DisposeAsync()
    {
        await _writer.StopAsync();
        Payloads.Dispose();
        Store.Dispose();
    }

    private static byte[] DigestOf(EntryBody body) => body switch
    {
        EntryBody.InFile { Digest: var digest } => digest.ToArray(),
        EntryBody.InMemory { Bytes: var bytes } => SHA256.HashData(bytes.Span),
        _ => throw new UnreachableException($"{body.GetType()} is not a known body type."),
    };

    /// <summary>Called after the write: earlier waiters are notified here, later ones read the settlement.</summary>
    private void Settled(long sequence, Settlement settlement)
    {
        if (_waiting.TryRemove(sequence, out var waiting))
        {
            waiting.TrySetResult(settlement);
        }
    }

    private DateTimeOffset? OldestPending()
    {
        try
        {
            return Store.LowestPending() is { } lowest && Store.Find(lowest) is { } entry ? AcceptedBy(entry) : null;
        }
        catch (LedgerUnavailableException)
        {
            return null;
        }
    }

    /// <summary>When the entry was accepted, at the latest when it was first observed as the oldest: a wrong clock may have dated it later.</summary>
    private DateTimeOffset AcceptedBy(LedgerEntry oldest)
    {
        var seen = _oldest;
        if (seen.Sequence != oldest.Sequence)
        {
            seen = _oldest = new ObservedOldest(oldest.Sequence, _time.GetTimestamp());
        }

        var latest = _time.GetUtcNow() - _time.GetElapsedTime(seen.Timestamp);
        return oldest.AcceptedAt < latest ? oldest.AcceptedAt : latest;
    }

    private sealed record ObservedOldest(long Sequence, long Timestamp);

    [LoggerMessage(1, LogLevel.Information, "The ledger is at {Path} and holds {Pending} pending deliveries")]
    private static partial void LogOpened(ILogger logger, string path, long pending);
}
