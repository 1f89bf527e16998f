using System.Diagnostics;
using Microsoft.Extensions.Options;
using WebhookRelay.Contracts;
using WebhookRelay.Ledger;
using WebhookRelay.Normalising;
using WebhookRelay.Publishing;
using WebhookRelay.Receiving;
using WebhookRelay.Subscriptions;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Relaying;

/// <summary>Step 3 of the line: takes entries from the ledger in order and sees each one to its ending.</summary>
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
    DeliveryObservations observations,
    PayloadLog payloads,
    IOptionsMonitor<PublishingOptions> options,
    TimeProvider time,
    ILogger<Relay> logger) : BackgroundService
{
    /// <summary>Beside those that may be in flight: entries that wait for their claim, or for another of their data row.</summary>
    private const int WaitingEntries = 256;

    private const long WindowBytes = 32 * 1024 * 1024;

    /// <summary>How long a stop waits for confirms of what the broker was already given.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan PauseAfterError = TimeSpan.FromSeconds(5);

    private readonly RelayWindow _window = new(
        options.CurrentValue.InFlight + WaitingEntries, WindowBytes, refill: Math.Max(1, options.CurrentValue.InFlight * 3 / 4), time);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _stopWaiting = new(Timeout.InfiniteTimeSpan, time);

    /// <summary>How many live entries are on their way between the ledger and the broker.</summary>
    public int InFlight => _window.Entries;

    /// <summary>
    /// Waits for room, reads the entry, then lets it run: until its data row is known nothing behind it may, so that the
    /// row's events keep their order. The task that comes back ends when the entry has, with nothing where it stays pending.
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
        _stopWaiting.CancelAfter(StopTimeout);
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

    /// <summary>The next entry; where there was none left, with those that come soon after it.</summary>
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
                    observations.Read(entry.Webhook, entry.SecretMark, labelboxEvent.Facts.PayloadVersion, entry.AcceptedAt);
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
                    throw new UnreachableException($"{normalised.GetType()} is nothing a payload is normalised to.");
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
            // A file that is gone, or a fault of our own in reading these bytes: they would fail again at every try, and are kept for a replay after a fix.
            LogNotRead(logger, entry.Id, e);
            return new NormalisationResult.NotUnderstood($"not-read: {(e is IOException ? e.Message : e.GetType().Name)}");
        }
    }

    private async Task<Settlement?> RunPipelineAsync(NormalisedEvent labelboxEvent, int attempts)
    {
        while (!_stopping.IsCancellationRequested)
        {
            using var span = Tracing.StartRelay(labelboxEvent.Entry);
            try
            {
                return await pipeline.RunAsync(labelboxEvent, attempts, _stopping.Token, _stopWaiting.Token) is { } settlement
                    ? Settle(labelboxEvent.Entry, settlement, isRepeated: attempts > 0 && settlement.State is DeliveryState.Unrouted)
                    : null;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                // The entry stays pending, and is driven again when the service is.
                return null;
            }
            catch (Exception e)
            {
                // A fault of our own: the delivery is kept and tried again, and the others of its data row wait.
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
            metrics.Settled(LabelboxTopics.FromHeader(entry.Event), settlement.State);
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
        else
        {
            LogSettled(logger, entry.Id, settlement.State, entry.Event, entry.Sequence, settlement.RoutingKey, settlement.Attempts, settlement.Error ?? string.Empty);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Delivery {DeliveryId}: {Outcome} ({LabelboxEvent}, entry {Sequence}, {RoutingKey}, attempts {Attempts}) {Error}")]
    private static partial void LogSettled(ILogger logger, string deliveryId, DeliveryState outcome, string labelboxEvent, long sequence, string? routingKey, int attempts, string error);

    [LoggerMessage(4, LogLevel.Warning, "Delivery {DeliveryId}: {Outcome} ({LabelboxEvent}, entry {Sequence}, attempts {Attempts}) {Error}")]
    private static partial void LogQuarantined(ILogger logger, string deliveryId, DeliveryState outcome, string labelboxEvent, long sequence, int attempts, string error);

    [LoggerMessage(2, LogLevel.Error, "Delivery {DeliveryId} could not be relayed; it is kept and tried again")]
    private static partial void LogFailed(ILogger logger, string deliveryId, Exception exception);

    [LoggerMessage(3, LogLevel.Error, "Delivery {DeliveryId} could not be read; it is quarantined")]
    private static partial void LogNotRead(ILogger logger, string deliveryId, Exception exception);
}
