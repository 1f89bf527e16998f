using System.Globalization;
using Microsoft.Extensions.Options;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Subscriptions;

/// <summary>
/// Runs the reconciler: at the start, on every change of what should be, when a delivery has come that was waited for, and on a
/// timer. It never deactivates anything because the service stops.
/// </summary>
internal sealed partial class SubscriptionKeeper(
    Reconciler reconciler,
    Goals goals,
    ConditionBoard board,
    Sightings sightings,
    RecordKeeper keeper,
    Replicas replicas,
    Ledger.DeliveryLedger ledger,
    RunMode mode,
    IHostApplicationLifetime lifetime,
    IOptionsMonitor<SubscriptionsOptions> options,
    IOptionsMonitor<LabelboxClientOptions> client,
    TimeProvider time,
    ILogger<SubscriptionKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KeepEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);
    private static readonly HashSet<string> Nobody = new(StringComparer.OrdinalIgnoreCase);

    private readonly SemaphoreSlim _one = new(1);
    private string _shown = string.Empty;
    private int _failures;
    private volatile bool _nudged;

    /// <summary>One pass now, after the one under way.</summary>
    /// <param name="apply">Whether to carry the plan out.</param>
    /// <param name="retire">A subscription whose old webhooks are given up; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Pass> RunAsync(bool apply, string? retire, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var goal = goals.Current();
            goal = goal with { HeldBack = await replicas.ShareAsync(goal.Desired, cancellationToken) };
            var pass = await reconciler.RunAsync(
                goal, ledger.LedgerId, goals.SecretOf, client.CurrentValue.Deadline + Slack, apply,
                retire is null ? Nobody : new HashSet<string>([retire], StringComparer.OrdinalIgnoreCase), cancellationToken);
            board.Pass = pass;
            sightings.Await(Awaited(pass));
            Show(pass);
            board.Look();
            return pass;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Forgets the webhooks of subscriptions that are no longer configured, after the pass under way. False: another replica is at it, or the record cannot be written.</summary>
    public async Task<bool> ForgetAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var configured = goals.Configured.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
            if (!await reconciler.ForgetAllButAsync(configured, client.CurrentValue.Deadline + Slack, cancellationToken))
            {
                return false;
            }

            (board.Pass, _shown) = (null, string.Empty);
            return true;
        }
        finally
        {
            _one.Release();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        KeepHistory();
    }

    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (mode.Drain)
        {
            return;
        }

        Restore();
        sightings.Came = () => _nudged = true;
        // Nothing is registered before its deliveries can be received.
        await StartedAsync(stoppingToken);
        var (passed, pause) = (time.GetTimestamp(), TimeSpan.Zero);
        var kept = passed;
        var goal = string.Empty;
        using var timer = new PeriodicTimer(LookEvery, time);
        do
        {
            var wanted = goals.Current().Fingerprint;
            if (IsAsked && (time.GetElapsedTime(passed) >= pause || _nudged || !string.Equals(goal, wanted, StringComparison.Ordinal)))
            {
                (_nudged, goal) = (false, wanted);
                pause = await PassAsync(stoppingToken);
                passed = time.GetTimestamp();
            }

            if (time.GetElapsedTime(kept) >= KeepEvery)
            {
                kept = time.GetTimestamp();
                KeepHistory();
            }

            board.Look();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<TimeSpan> PassAsync(CancellationToken stoppingToken)
    {
        try
        {
            return PauseAfter(await RunAsync(options.CurrentValue.Mode is SubscriptionMode.Apply, retire: null, stoppingToken));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without the record nothing can be told to be ours; receiving and relaying go on.
            LogNoRecord(logger, e.Message);
            return options.CurrentValue.Every;
        }
    }

    /// <summary>Whether there is anything to look for: something is configured and has an address, or was and is ours.</summary>
    private bool IsAsked => goals.Configured.Count > 0 ? goals.Current().PublicUrl is not null : HasOwn;

    private bool HasOwn => board.Pass?.Situation is { Record.Webhooks.Count: > 0 } || (board.Pass is null && keeper.HasKept);

    private TimeSpan PauseAfter(Pass pass)
    {
        var every = options.CurrentValue.Every;
        if (pass.Fault is { } fault)
        {
            var growing = FirstPause * Math.Pow(2, Math.Min(_failures++, 12));
            var pause = fault.RetryAfter > growing ? fault.RetryAfter.Value : growing;
            return fault is LabelboxRateLimitedException || pause < every ? pause : every;
        }

        _failures = 0;
        var waits = pass is { HadTurn: false } or { Goal.HeldBack.Count: > 0 } || pass.Steps.Any(step => step is Step.Wait { WebhookId: null });
        return waits && every > Planner.LookFor ? Planner.LookFor : every;
    }

    private static IEnumerable<SignedBy> Awaited(Pass pass) => pass.Goal.Desired
        .Where(desired => desired.Mark is not null && Conditions.SecretCurrent(desired, pass).Status is not ConditionStatus.True)
        .Select(desired => new SignedBy(desired.Name, desired.Mark!));

    private void Restore()
    {
        if (keeper.ReadHistory() is { } history)
        {
            sightings.Learn(history);
            board.Learn(history.Conditions);
        }
    }

    private void KeepHistory()
    {
        if (!mode.Drain && goals.Configured.Count > 0)
        {
            keeper.WriteHistory(sightings.History() with { Conditions = board.History() });
        }
    }

    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    private void Show(Pass pass)
    {
        foreach (var step in pass.Done)
        {
            LogDone(logger, step.Subscription, step.Kind, step.Why);
        }

        var plan = string.Create(CultureInfo.InvariantCulture, $"{pass.Fault?.Message}{string.Concat(pass.Refused.Select(each => each.Fault.Message))}\n{pass.Fingerprint}");
        if (string.Equals(plan, _shown, StringComparison.Ordinal))
        {
            return;
        }

        _shown = plan;
        if (pass.Fault is { } fault)
        {
            if (goals.Configured.Count > 0)
            {
                LogFault(logger, fault.GetType().Name, fault.Message);
            }
            else
            {
                LogLeftOver(logger, keeper.RecordFile, fault.Message);
            }
        }

        foreach (var (subscription, refusal) in pass.Refused)
        {
            LogRefused(logger, subscription, refusal.GetType().Name, refusal.Message);
        }

        foreach (var step in pass.Steps.Except(pass.Done))
        {
            LogPlanned(logger, step.Subscription, step.Kind, step.Why, step is Step.ByHand byHand ? string.Concat(byHand.Instructions.Select(line => $"{Environment.NewLine}  {line}")) : string.Empty);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Subscription {Subscription}, done: {Step}. {Why}")]
    private static partial void LogDone(ILogger logger, string subscription, string step, string why);

    [LoggerMessage(2, LogLevel.Information, "Subscription {Subscription}, to do: {Step}. {Why}{Instructions}")]
    private static partial void LogPlanned(ILogger logger, string subscription, string step, string why, string instructions);

    [LoggerMessage(3, LogLevel.Warning, "Labelbox's webhooks could not be compared with what should be ({Fault}): {Reason} It is tried again")]
    private static partial void LogFault(ILogger logger, string fault, string reason);

    [LoggerMessage(4, LogLevel.Error, "The record of our webhooks cannot be read ({Reason}): nothing is compared with Labelbox until it can")]
    private static partial void LogNoRecord(ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Warning, "Subscription {Subscription}: Labelbox refused what was to do ({Fault}): {Reason}")]
    private static partial void LogRefused(ILogger logger, string subscription, string fault, string reason);

    [LoggerMessage(6, LogLevel.Warning, "The record {File} names webhooks of subscriptions that are no longer configured, and Labelbox cannot be asked about them: {Reason} To forget them: webhook-relay subscriptions forget")]
    private static partial void LogLeftOver(ILogger logger, string file, string reason);
}
