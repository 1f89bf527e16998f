using System.Globalization;
using Microsoft.Extensions.Options;
using WebhookRelay.Labelbox.Api;
using WebhookRelay.Ledger;
using WebhookRelay.Starting;

namespace WebhookRelay.Subscriptions;

/// <summary>
/// Runs the reconciler at the start, on every change of the desired state, when an awaited delivery arrives, and on a
/// timer. Stopping the service never deactivates webhooks.
/// </summary>
internal sealed partial class ReconcileService(
    Reconciler reconciler,
    DesiredStateReader desiredState,
    ConditionTracker conditions,
    DeliveryObservations observations,
    SubscriptionRecordStore store,
    ReplicaSync replicas,
    DeliveryLedger ledger,
    RunMode mode,
    IHostApplicationLifetime lifetime,
    IOptionsMonitor<SubscriptionsOptions> options,
    IOptionsMonitor<LabelboxClientOptions> client,
    TimeProvider time,
    ILogger<ReconcileService> logger) : BackgroundService
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);
    private static readonly HashSet<string> None = new(StringComparer.OrdinalIgnoreCase);

    private readonly SemaphoreSlim _lock = new(1);
    private string _loggedPlan = string.Empty;
    private int _failures;
    private volatile bool _runNow;

    /// <summary>Reconciles now, after a running reconciliation.</summary>
    /// <param name="apply">Whether to apply the plan.</param>
    /// <param name="retire">A subscription whose old webhooks are retired; null for none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ReconcileResult> RunAsync(bool apply, string? retire, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            var lastDesired = desiredState.Current();
            lastDesired = lastDesired with { HeldBack = await replicas.ShareAsync(lastDesired.Webhooks, cancellationToken) };
            var result = await reconciler.RunAsync(
                lastDesired, ledger.LedgerId, desiredState.SecretOf, client.CurrentValue.Deadline + Slack, apply,
                retire is null ? None : new HashSet<string>([retire], StringComparer.OrdinalIgnoreCase), cancellationToken);
            conditions.LastResult = result;
            observations.Await(AwaitedDeliveries(result));
            LogResult(result);
            conditions.Evaluate();
            return result;
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>Forgets the webhooks of subscriptions that are no longer configured, after a running reconciliation. False if another replica holds the lock or the record cannot be written.</summary>
    public async Task<bool> ForgetAsync(CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            var configured = desiredState.Configured.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
            if (!await reconciler.ForgetAllButAsync(configured, client.CurrentValue.Deadline + Slack, cancellationToken))
            {
                return false;
            }

            (conditions.LastResult, _loggedPlan) = (null, string.Empty);
            return true;
        }
        finally
        {
            _lock.Release();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        SaveHistory();
    }

    public override void Dispose()
    {
        _lock.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (mode.Drain)
        {
            return;
        }

        Restore();
        observations.OnAwaited = () => _runNow = true;
        // Register nothing before deliveries can be received.
        await WaitForStartAsync(stoppingToken);
        var (ranAt, pause) = (time.GetTimestamp(), TimeSpan.Zero);
        var savedAt = ranAt;
        var lastDesired = string.Empty;
        using var timer = new PeriodicTimer(CheckInterval, time);
        do
        {
            var currentDesired = desiredState.Current().Fingerprint;
            if (IsNeeded && (time.GetElapsedTime(ranAt) >= pause || _runNow || !string.Equals(lastDesired, currentDesired, StringComparison.Ordinal)))
            {
                (_runNow, lastDesired) = (false, currentDesired);
                pause = await ReconcileAsync(stoppingToken);
                ranAt = time.GetTimestamp();
            }

            if (time.GetElapsedTime(savedAt) >= SaveInterval)
            {
                savedAt = time.GetTimestamp();
                SaveHistory();
            }

            conditions.Evaluate();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<TimeSpan> ReconcileAsync(CancellationToken stoppingToken)
    {
        try
        {
            return PauseAfter(await RunAsync(options.CurrentValue.Mode is SubscriptionMode.Apply, retire: null, stoppingToken));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without the record, own webhooks cannot be recognised; receiving and relaying continue.
            LogNoRecord(logger, e.Message);
            return options.CurrentValue.Every;
        }
    }

    /// <summary>Whether reconciling makes sense: a subscription is configured and the address is known, or own webhooks remain.</summary>
    private bool IsNeeded => desiredState.Configured.Count > 0 ? desiredState.Current().PublicUrl is not null : HasOwnWebhooks;

    private bool HasOwnWebhooks => conditions.LastResult?.Input is { Record.Webhooks.Count: > 0 } || (conditions.LastResult is null && store.HasRecord);

    private TimeSpan PauseAfter(ReconcileResult result)
    {
        var every = options.CurrentValue.Every;
        if (result.Fault is { } fault)
        {
            var growing = FirstPause * Math.Pow(2, Math.Min(_failures++, 12));
            var pause = fault.RetryAfter > growing ? fault.RetryAfter.Value : growing;
            return fault is LabelboxRateLimitedException || pause < every ? pause : every;
        }

        _failures = 0;
        var waits = result is { HeldLock: false } or { Desired.HeldBack.Count: > 0 } || result.Actions.Any(step => step is PlannedAction.Wait { WebhookId: null });
        return waits && every > Planner.SearchTimeout ? Planner.SearchTimeout : every;
    }

    private static IEnumerable<SignedBy> AwaitedDeliveries(ReconcileResult result) => result.Desired.Webhooks
        .Where(desired => desired.Mark is not null && ConditionEvaluator.SecretCurrent(desired, result).Status is not ConditionStatus.True)
        .Select(desired => new SignedBy(desired.Name, desired.Mark!));

    private void Restore()
    {
        if (store.ReadHistory() is { } history)
        {
            observations.Merge(history);
            conditions.Restore(history.Conditions);
        }
    }

    private void SaveHistory()
    {
        if (!mode.Drain && desiredState.Configured.Count > 0)
        {
            store.WriteHistory(observations.History() with { Conditions = conditions.History() });
        }
    }

    private async Task WaitForStartAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    private void LogResult(ReconcileResult result)
    {
        foreach (var step in result.Done)
        {
            LogDone(logger, step.Subscription, step.Kind, step.Why);
        }

        var plan = string.Create(CultureInfo.InvariantCulture, $"{result.Fault?.Message}{string.Concat(result.Refused.Select(each => each.Fault.Message))}\n{result.Fingerprint}");
        if (string.Equals(plan, _loggedPlan, StringComparison.Ordinal))
        {
            return;
        }

        _loggedPlan = plan;
        if (result.Fault is { } fault)
        {
            if (desiredState.Configured.Count > 0)
            {
                LogFault(logger, fault.GetType().Name, fault.Message);
            }
            else
            {
                LogLeftOver(logger, store.RecordFile, fault.Message);
            }
        }

        foreach (var (subscription, refusal) in result.Refused)
        {
            LogRefused(logger, subscription, refusal.GetType().Name, refusal.Message);
        }

        foreach (var step in result.Actions.Except(result.Done))
        {
            LogPlanned(logger, step.Subscription, step.Kind, step.Why, step is PlannedAction.Manual byHand ? string.Concat(byHand.Instructions.Select(line => $"{Environment.NewLine}  {line}")) : string.Empty);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Subscription {Subscription}, done: {Step}. {Why}")]
    private static partial void LogDone(ILogger logger, string subscription, string step, string why);

    [LoggerMessage(2, LogLevel.Information, "Subscription {Subscription}, to do: {Step}. {Why}{Instructions}")]
    private static partial void LogPlanned(ILogger logger, string subscription, string step, string why, string instructions);

    [LoggerMessage(3, LogLevel.Warning, "Labelbox's webhooks could not be compared with the configuration ({Fault}): {Reason} The relay retries")]
    private static partial void LogFault(ILogger logger, string fault, string reason);

    [LoggerMessage(4, LogLevel.Error, "The record of the relay's webhooks cannot be read ({Reason}): the comparison with Labelbox stops until it can")]
    private static partial void LogNoRecord(ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Warning, "Subscription {Subscription}: Labelbox refused the change ({Fault}): {Reason}")]
    private static partial void LogRefused(ILogger logger, string subscription, string fault, string reason);

    [LoggerMessage(6, LogLevel.Warning, "The record {File} names webhooks of subscriptions that are no longer configured, and Labelbox cannot be queried about them: {Reason} To forget them: webhook-relay subscriptions forget")]
    private static partial void LogLeftOver(ILogger logger, string file, string reason);
}
