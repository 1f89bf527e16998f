using System.Diagnostics.Metrics;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Subscriptions;

/// <summary>Evaluates the conditions, remembers since when they hold, and reports them in the log and as a gauge.</summary>
internal sealed partial class ConditionTracker
{
    private readonly DesiredStateReader _desiredState;
    private readonly DeliveryObservations _observations;
    private readonly TimeProvider _time;
    private readonly ILogger<ConditionTracker> _logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ConditionSince> _since = new(StringComparer.OrdinalIgnoreCase);
    private ReconcileResult? _lastResult;

    public ConditionTracker(DesiredStateReader goals, DeliveryObservations observations, IMeterFactory meters, TimeProvider time, ILogger<ConditionTracker> logger)
    {
        (_desiredState, _observations, _time, _logger) = (goals, observations, time, logger);
        meters.Create(RelayMetrics.MeterName).CreateObservableGauge(
            "webhookrelay.subscription.condition", Measure, description: "1 if a subscription's condition is true, 0 if it is false; absent if it is unknown.");
    }

    /// <summary>The latest result; null before the first reconciliation.</summary>
    public ReconcileResult? LastResult
    {
        get
        {
            lock (_lock)
            {
                return _lastResult;
            }
        }

        set
        {
            lock (_lock)
            {
                _lastResult = value;
            }
        }
    }

    /// <summary>The three conditions of each subscription. Changes are logged and dated now.</summary>
    public IReadOnlyList<(string Subscription, Condition Condition, DateTimeOffset Since)> Evaluate()
    {
        var now = _time.GetUtcNow();
        var goal = _desiredState.Current();
        lock (_lock)
        {
            var all = new List<(string, Condition, DateTimeOffset)>();
            foreach (var name in _desiredState.Configured.Keys.Order(StringComparer.OrdinalIgnoreCase))
            {
                var desired = goal.Webhooks.FirstOrDefault(each => string.Equals(each.Name, name, StringComparison.OrdinalIgnoreCase));
                Condition[] its = [ConditionEvaluator.Registered(desired, _lastResult, _observations), ConditionEvaluator.SecretCurrent(desired, _lastResult), ConditionEvaluator.Delivering(name, _observations, now)];
                all.AddRange(its.Select(condition => (name, condition, Since(name, condition, now))));
            }

            return all;
        }
    }

    public IReadOnlyDictionary<string, ConditionSince> History()
    {
        lock (_lock)
        {
            return new Dictionary<string, ConditionSince>(_since, StringComparer.Ordinal);
        }
    }

    public void Restore(IReadOnlyDictionary<string, ConditionSince> history)
    {
        lock (_lock)
        {
            foreach (var (key, since) in history)
            {
                _since.TryAdd(key, since);
            }
        }
    }

    private DateTimeOffset Since(string name, Condition condition, DateTimeOffset now)
    {
        var key = $"{name}/{condition.Type}";
        var status = condition.Status.ToString();
        if (_since.TryGetValue(key, out var known) && string.Equals(known.Status, status, StringComparison.Ordinal))
        {
            return known.Since;
        }

        _since[key] = new ConditionSince(status, now);
        if (condition.Status is ConditionStatus.False)
        {
            LogFalse(_logger, name, condition.Type, condition.Reason, condition.Message);
        }
        else if (known is not null)
        {
            LogChanged(_logger, name, condition.Type, condition.Status, condition.Reason, condition.Message);
        }

        return now;
    }

    private IEnumerable<Measurement<int>> Measure() => Evaluate()
        .Where(each => each.Condition.Status is not ConditionStatus.Unknown)
        .Select(each => new Measurement<int>(
            each.Condition.Status is ConditionStatus.True ? 1 : 0,
            new KeyValuePair<string, object?>("webhook", each.Subscription),
            new KeyValuePair<string, object?>("condition", each.Condition.Type.ToString())));

    [LoggerMessage(1, LogLevel.Warning, "Subscription {Subscription}: {Condition} is False ({Reason}). {Explanation}")]
    private static partial void LogFalse(ILogger logger, string subscription, ConditionType condition, string reason, string explanation);

    [LoggerMessage(2, LogLevel.Information, "Subscription {Subscription}: {Condition} is {Status} ({Reason}). {Explanation}")]
    private static partial void LogChanged(ILogger logger, string subscription, ConditionType condition, ConditionStatus status, string reason, string explanation);
}
