using System.Diagnostics;
using Microsoft.Extensions.Options;
using WebhookRelay.Contracts;
using WebhookRelay.Ledger;
using WebhookRelay.Normalising;
using WebhookRelay.Publishing;
using WebhookRelay.Receiving;
using WebhookRelay.Starting;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Relaying;

/// <summary>Step 3 of the pipeline: takes entries from the ledger in order and runs each one until it is settled.</summary>
internal sealed partial class Relay(
    DeliveryLedger ledger,
    EntryReader reader,
    RelayPipeline pipeline,
    DataRowSequencer sequencer,
    UnroutedQueue unrouted,
    RefusedEntries refused,
    Unanswered unanswered,
    Linger linger,
    RelayMetrics metrics,
    IPayloadObserver observer,
    PayloadLog payloads,
    IOptionsMonitor<PublishingOptions> options,
    TimeProvider time,
    ILogger<Relay> logger) : BackgroundService
{
    /// <summary>Additional to the events in flight: entries that wait for their claim, or for an earlier entry of their data row.</summary>
    private const int WaitingEntries = 256;

    private const long WindowBytes = 32 * 1024 * 1024;

    private static readonly TimeSpan PauseAfterError = TimeSpan.FromSeconds(5);

    private readonly RelayWindow _window = new(
        options.CurrentValue.InFlight + WaitingEntries, WindowBytes, refill: Math.Max(1, options.CurrentValue.InFlight * 3 / 4), time);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _stopWaiting = new(Timeout.InfiniteTimeSpan, time);

    /// <summary>How many entries are between the ledger and the broker.</summary>
    public int InFlight => _window.Entries;

    /// <summary>
    /// Waits for capacity, reads the entry, then starts it. No later entry starts before its data row is known, so that the
    /// events of a data row keep their order. The returned task completes with the settlement, or with null when the entry
    /// stays pending.
    /// </summary>
    public async Task<Task<Settlement?>> AdmitAsync(LedgerEntry entry, EntryBody body, int attempts, CancellationToken cancellationToken)
    {
        var heldBytes = reader.MemoryNeeded(body);
        await _window.EnterAsync(heldBytes, cancellationToken);
        try
        {
            return RunAsync(entry, await NormaliseAsync(entry, body, cancellationToken), heldBytes, attempts);
        }
        catch (OperationCanceledException)
        {
            _window.Leave(heldBytes);
            throw;
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        _stopWaiting.CancelAfter(ShutdownTimeouts.RelayConfirms);
        await base.StopAsync(cancellationToken);
        await _window.WhenEmptyAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _stopping.Dispose();
        _stopWaiting.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var pending = await TakeAsync(stoppingToken);
            if (pending.Unrouted is { RoutingKey: { } routingKey })
            {
                unrouted.Add(routingKey, pending.Entry.Sequence);
                continue;
            }

            if (pending.AcceptingQueues is { } acceptingQueues)
            {
                refused.AcceptingQueues.Set(pending.Entry.Sequence, acceptingQueues);
            }

            await unanswered.GoFirstAsync(stoppingToken);
            payloads.Write(pending.Entry.Id, pending.Entry.Event, pending.Body is EntryBody.InMemory { Bytes: var bytes } ? bytes : default, pending.Body.Length);
            _ = await AdmitAsync(pending.Entry, pending.Body, attempts: 0, stoppingToken);
        }
    }

    /// <summary>The next entry. If the backlog was empty, waits briefly so that the following entries join it.</summary>
    private async ValueTask<PendingDelivery> TakeAsync(CancellationToken cancellationToken)
    {
        var next = ledger.TakeAsync(cancellationToken);
        if (next.IsCompleted)
        {
            return await next;
        }

        var pending = await next;
        await linger.BeginAsync(cancellationToken);
        return pending;
    }

    private async Task<Settlement?> RunAsync(LedgerEntry entry, NormalisationResult normalised, long heldBytes, int attempts)
    {
        try
        {
            switch (normalised)
            {
                case NormalisationResult.Understood { Event: var labelboxEvent }:
                    observer.Read(entry.Webhook, entry.SecretMark, labelboxEvent.Facts.PayloadVersion, entry.AcceptedAt);
                    Settlement? settlement = null;
                    await sequencer.RunAsync(labelboxEvent.Facts.DataRowId, async () => settlement = await RunPipelineAsync(labelboxEvent, attempts));
                    return settlement;
                case NormalisationResult.NotUnderstood { Reason: var reason }:
                    return Settle(
                        entry,
                        new Settlement(DeliveryState.Quarantined, attempts + 1, RoutingKey: null, reason)
                        {
                            Facts = EntryFacts.None with { Topic = LabelboxTopics.FromHeader(entry.Event) },
                        });
                default:
                    throw new UnreachableException($"{normalised.GetType()} is not a known result of normalising.");
            }
        }
        finally
        {
            _window.Leave(heldBytes);
        }
    }

    private async ValueTask<NormalisationResult> NormaliseAsync(LedgerEntry entry, EntryBody body, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(entry, body, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The file is missing, or a bug prevents reading these bytes. A retry would fail again, so the entry is quarantined for a replay after a fix.
            LogNotRead(logger, entry.Id, e);
            return new NormalisationResult.NotUnderstood($"not-read: {(e is IOException ? e.Message : e.GetType().Name)}");
        }
    }

    private async Task<Settlement?> RunPipelineAsync(NormalisedEvent labelboxEvent, int attempts)
    {
        while (!_stopping.IsCancellationRequested)
        {
            using var span = Tracing.StartRelay(labelboxEvent.Entry.Id, labelboxEvent.Entry.TraceParent);
            try
            {
                return await pipeline.RunAsync(labelboxEvent, attempts, _stopping.Token, _stopWaiting.Token) is { } settlement
                    ? Settle(labelboxEvent.Entry, settlement, isRepeated: attempts > 0 && settlement.State is DeliveryState.Unrouted)
                    : null;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                // The entry stays pending and is relayed after the next start.
                return null;
            }
            catch (Exception e)
            {
                // A bug: the delivery is kept and retried, and later ones of its data row wait.
                LogFailed(logger, labelboxEvent.Entry.Id, e);
                ledger.RecordAttempt(
                    labelboxEvent.Entry.Sequence, new DeliveryAttempt(time.GetUtcNow(), AttemptResult.Failed, labelboxEvent.RoutingKey, e.GetType().Name));
                span?.SetStatus(ActivityStatusCode.Error);
                await Task.Delay(PauseAfterError, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return null;
    }

    private Settlement Settle(LedgerEntry entry, Settlement settlement, bool isRepeated = false)
    {
        ledger.Settle(entry.Sequence, settlement);
        refused.Remove(entry.Sequence);
        switch (settlement)
        {
            case { State: DeliveryState.Unrouted, RoutingKey: { } routingKey }:
                unrouted.Add(routingKey, entry.Sequence);
                break;
            case { State: DeliveryState.Relayed, RoutingKey: { } routingKey }:
                unrouted.RetryNow(routingKey);
                refused.RetryNow(routingKey);
                metrics.Relayed(time.GetUtcNow() - entry.AcceptedAt);
                break;
        }

        if (!isRepeated)
        {
            metrics.Settled(LabelboxTopics.FromHeader(entry.Event), settlement.State.Name());
            Log(entry, settlement);
        }

        return settlement;
    }

    private void Log(LedgerEntry entry, Settlement settlement)
    {
        if (settlement.State is DeliveryState.Quarantined)
        {
            LogQuarantined(logger, entry.Id, settlement.State, entry.Event, entry.Sequence, settlement.Attempts, settlement.Error ?? string.Empty);
        }
        else if (settlement.Error is { } error)
        {
            LogNotRelayed(logger, entry.Id, settlement.State, entry.Event, entry.Sequence, settlement.RoutingKey, settlement.Attempts, error);
        }
        else
        {
            LogRelayed(logger, entry.Id, settlement.State, entry.Event, entry.Sequence, settlement.RoutingKey, settlement.Attempts);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Delivery {DeliveryId}: {Outcome} ({LabelboxEvent}, entry {Sequence}, {RoutingKey}, attempts {Attempts})")]
    private static partial void LogRelayed(ILogger logger, string deliveryId, DeliveryState outcome, string labelboxEvent, long sequence, string? routingKey, int attempts);

    [LoggerMessage(5, LogLevel.Information, "Delivery {DeliveryId}: {Outcome} ({LabelboxEvent}, entry {Sequence}, {RoutingKey}, attempts {Attempts}) {Error}")]
    private static partial void LogNotRelayed(ILogger logger, string deliveryId, DeliveryState outcome, string labelboxEvent, long sequence, string? routingKey, int attempts, string error);

    [LoggerMessage(4, LogLevel.Warning, "Delivery {DeliveryId}: {Outcome} ({LabelboxEvent}, entry {Sequence}, attempts {Attempts}) {Error}")]
    private static partial void LogQuarantined(ILogger logger, string deliveryId, DeliveryState outcome, string labelboxEvent, long sequence, int attempts, string error);

    [LoggerMessage(2, LogLevel.Error, "Delivery {DeliveryId} could not be relayed; it is kept and retried")]
    private static partial void LogFailed(ILogger logger, string deliveryId, Exception exception);

    [LoggerMessage(3, LogLevel.Error, "Delivery {DeliveryId} could not be read; it is quarantined")]
    private static partial void LogNotRead(ILogger logger, string deliveryId, Exception exception);
}
