using System.Globalization;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Subscriptions;

/// <summary>Derives the conditions of a subscription from a reconcile result and the observed deliveries. Pure functions.</summary>
internal static class ConditionEvaluator
{
    /// <summary>How long an unverified delivery is reported although others are verified.</summary>
    private static readonly TimeSpan RefusalWindow = TimeSpan.FromMinutes(10);

    public static Condition Registered(DesiredWebhook? desired, ReconcileResult? result, DeliveryObservations observations)
    {
        Condition Is(ConditionStatus status, string reason, string message) => new(ConditionType.Registered, status, reason, message);
        if (desired is null)
        {
            return Is(ConditionStatus.Unknown, "NoPublicUrl", "Set Subscriptions:PublicUrl to the address at which Labelbox reaches the public port, or start a tunnel in Development.");
        }

        var fault = result?.Faults.GetValueOrDefault(desired.Project ?? string.Empty) ?? result?.Fault;
        if (result is { Input: { } input } && input.IsListed(desired.Project))
        {
            return Evaluate(desired, input, result, Is);
        }

        if (desired.Mark is { } mark && observations.All.ContainsKey(new SignedBy(desired.Name, mark)))
        {
            return Is(ConditionStatus.True, "Delivers", "Labelbox's list is not known, but deliveries signed with the first secret arrive.");
        }

        return fault is null
            ? Is(ConditionStatus.Unknown, "NotAskedYet", "Labelbox has not been asked yet.")
            : Is(ConditionStatus.Unknown, ReasonOf(fault), fault.Message);
    }

    public static Condition SecretCurrent(DesiredWebhook? desired, ReconcileResult? result)
    {
        Condition Is(ConditionStatus status, string reason, string message) => new(ConditionType.SecretCurrent, status, reason, message);
        if (desired is null || result?.Input is not { } input || !input.IsListed(desired.Project))
        {
            return Is(ConditionStatus.Unknown, "NotListed", "The registered webhooks are not known.");
        }

        var live = input.For(desired).Where(each => each.Actual is null or { IsLive: true }).Select(each => each.Own).ToList();
        var current = live.OrderByDescending(own => own.Proven).FirstOrDefault(own => string.Equals(own.Mark, desired.Mark, StringComparison.Ordinal));
        var old = live.Where(own => !string.Equals(own.Mark, desired.Mark, StringComparison.Ordinal)).ToList();
        return (current, old.Count) switch
        {
            (null, 0) => Is(ConditionStatus.Unknown, "NotRegistered", "There is no webhook."),
            (null, _) => desired.Version is WebhookVersion.V2
                ? Is(ConditionStatus.False, "CreateByHand", $"Webhook {old[0].Id} signs with another secret. Set up a second one with the first secret of Receiving:Webhooks:{desired.Name}:Secrets; the plan says how.")
                : Is(ConditionStatus.False, "OldSecret", $"Webhook {old[0].Id} signs with another secret, and no other exists yet."),
            (_, > 0) => Is(ConditionStatus.False, "Rotating", $"Webhook {current.Id} signs with the first secret; {old[0].Id} with another one until the first delivery of the new one has arrived."),
            ({ Proven: false }, _) => Is(ConditionStatus.Unknown, "NotProven", $"The secret of webhook {current.Id} is known after its first delivery."),
            _ => Is(ConditionStatus.True, "Current", $"Webhook {current.Id} signs with the first secret."),
        };
    }

    public static Condition Delivering(string name, DeliveryObservations observations, DateTimeOffset now)
    {
        Condition Is(ConditionStatus status, string reason, string message) => new(ConditionType.Delivering, status, reason, message);
        var detector = observations.SilenceDetectorFor(name);
        var last = observations.LastDeliveryAt(name) is { } anywhere && !(detector?.Last > anywhere) ? anywhere : detector?.Last;
        if (observations.RefusedAt(name) is { } refused && (last is null || refused > last || now - refused < RefusalWindow))
        {
            return Is(ConditionStatus.False, "NotVerified",
                $"At {Time(refused)} a delivery arrived that none of Receiving:Webhooks:{name}:Secrets verifies: a webhook signs with a secret that is not in the list. Add it there, or set the webhook up again.");
        }

        if (last is not { } at)
        {
            return Is(ConditionStatus.Unknown, "NothingYet", "No delivery has arrived yet.");
        }

        if (detector?.LongestLikelySilence() is not { } likely)
        {
            return Is(ConditionStatus.True, "FewYet", $"The last delivery arrived at {Time(at)}; there were too few to detect a silence.");
        }

        var silence = now - at;
        return silence > likely
            ? Is(ConditionStatus.False, "Silent", $"No delivery for {Text(silence)} since {Time(at)}; by its history a silence of more than {Text(likely)} is unlikely. Is the webhook active, and does its address lead here?")
            : Is(ConditionStatus.True, "Delivering", $"The last delivery arrived at {Time(at)}.");
    }

    private static Condition Evaluate(DesiredWebhook desired, ReconcileInput input, ReconcileResult result, Func<ConditionStatus, string, string, Condition> condition)
    {
        var its = result.Actions.Where(step => string.Equals(step.Subscription, desired.Name, StringComparison.OrdinalIgnoreCase)).ToList();
        var live = input.For(desired).Where(each => each.Actual is null or { IsLive: true }).ToList();
        var wrong = its.Find(step => step is PlannedAction.Change or PlannedAction.Manual { WebhookId: not null });
        var fault = result.FaultFor(desired.Name);
        var isOther = desired.Version is WebhookVersion.V2 && live.TrueForAll(each => each.Own.CreatedBy is not null);
        return live.Count switch
        {
            > 0 when wrong is PlannedAction.Change && fault is not null => condition(ConditionStatus.False, "Different", $"{wrong.Why} It could not be changed: {fault.Message}"),
            > 0 when wrong is not null => condition(ConditionStatus.False, "Different", wrong.Why),
            > 0 when isOther && its.Find(step => step is PlannedAction.Manual) is { } asked => condition(ConditionStatus.False, "CreateByHand", $"{asked.Why} {desired.Url} is the address to enter; the plan lists the other steps."),
            > 0 => condition(ConditionStatus.True, "Registered", $"Webhook {live[0].Own.Id} delivers to {desired.Url}."),
            _ when its.Find(step => step is PlannedAction.Manual) is { } byHand => condition(ConditionStatus.False, "CreateByHand", $"{byHand.Why} {desired.Url} is the address to enter; the plan lists the other steps."),
            _ when fault is not null => condition(ConditionStatus.False, ReasonOf(fault), $"It could not be created: {fault.Message}"),
            _ when its.Find(step => step is PlannedAction.Wait) is { } wait => condition(ConditionStatus.False, "Creating", wait.Why),
            _ => condition(ConditionStatus.False, "NotRegistered", $"No webhook delivers to {desired.Url}."
                + (result.Desired.Mode is SubscriptionMode.Observe ? " Subscriptions:Mode=Apply would create one." : string.Empty)),
        };
    }

    private static string ReasonOf(LabelboxApiException fault) => fault switch
    {
        LabelboxInvalidKeyException => "InvalidKey",
        LabelboxNotAllowedException => "NotAllowed",
        LabelboxNotFoundException => "NoSuchProject",
        LabelboxRateLimitedException => "RateLimited",
        LabelboxConflictException or LabelboxValidationException => "Refused",
        _ => "LabelboxAway",
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Text(TimeSpan span) => span.ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture);
}
