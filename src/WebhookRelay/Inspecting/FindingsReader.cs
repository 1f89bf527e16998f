using WebhookRelay.Inspector.Overview;
using WebhookRelay.Inspector.Parts;
using WebhookRelay.Ledger;
using WebhookRelay.Management;
using WebhookRelay.Receiving;
using WebhookRelay.Subscriptions;

namespace WebhookRelay.Inspecting;

/// <summary>What is wrong now, the most important first: what the relay refuses, what reaches no subscriber, then everything else.</summary>
internal sealed class FindingsReader(RefusalLog refusals, ConditionTracker conditions, TimeProvider time)
{
    private const string Subscriber = "subscriber:";

    private static readonly TimeSpan BacklogLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RecentRefusals = TimeSpan.FromDays(1);

    public IReadOnlyList<FindingView> Read(IReadOnlyDictionary<string, Check> checks, LedgerStatus ledger)
    {
        var now = time.GetUtcNow();
        IEnumerable<FindingView> all =
        [
            .. checks.Select(check => (check.Key, Check: AsKnown(check.Key, check.Value, checks)))
                .Where(check => check.Check.Status is "down" or "degraded")
                .OrderBy(check => Rank(check.Key))
                .Select(check => Of(check.Key, check.Check, ledger, now)),
            .. OfBacklog(ledger, now),
            .. OfRefusals(now),
            .. conditions.Evaluate().Where(each => each.Condition.Status is ConditionStatus.False).Select(each => OfWebhook(each.Subscription, each.Condition, each.Since, now)),
        ];
        return [.. all.OrderBy(finding => finding.Severity is "fault" ? 0 : 1)];
    }

    /// <summary>Without the broker, the last state of a queue is out of date.</summary>
    public static CheckView AsKnown(string name, Check check, IReadOnlyDictionary<string, Check> all) => new(
        name,
        check.Status is "up" && (name is "queues" || name.StartsWith(Subscriber, StringComparison.Ordinal)) && all["rabbitmq"].Status is "down" ? "unknown" : check.Status,
        check.Reason,
        check.Since);

    private static int Rank(string check) => check switch
    {
        "ledger" => 0,
        "rabbitmq" => 1,
        "exchange" => 2,
        "queues" => 3,
        "redis" => 5,
        "clock" => 6,
        _ => 4,
    };

    private static FindingView Of(string name, CheckView check, LedgerStatus ledger, DateTimeOffset now)
    {
        var wait = $"{Shown.Number(ledger.Pending)} {(ledger.Pending is 1 ? "delivery waits" : "deliveries wait")} on disk.";
        FindingView Make(string severity, string sentence, string remedy) => new(severity, sentence, check.Since, now - check.Since, remedy, "doctor");

        return name switch
        {
            "ledger" when check.Status is "down" => Make("fault", $"The ledger cannot be written: {check.Detail}", "Free space on the ledger's disk, or put Ledger:Path on a larger volume. The relay accepts deliveries again by itself."),
            "ledger" => Make("warning", $"The ledger's disk is nearly full: {check.Detail}", "Free space there, or keep less: Ledger:RetainFor, Ledger:RetainBytes."),
            "rabbitmq" when check.Status is "down" => Make("fault", $"RabbitMQ is away: no subscriber gets events. {wait}", "Start RabbitMQ, or correct Publishing:RabbitMq. The relay publishes what waits by itself."),
            "rabbitmq" => Make("fault", $"RabbitMQ does not take events as it should. {check.Detail} {wait}", "Check RabbitMQ's log, its alarms and the rights of its user. The relay publishes what waits by itself."),
            "exchange" => Make("warning", check.Detail ?? "The exchange is not as declared.", "Remove the alternate exchange from labelbox.events. Deliveries without a queue then wait in the ledger."),
            "queues" => Make("warning", check.Detail ?? "A queue refuses events.", "Start the service that reads the queue, raise its limit, or delete it. Missing events follow within seconds."),
            "redis" => Make("warning", $"Redis is not usable. {check.Detail} Subscribers may get an event twice, always with the same id.", "Start Redis, correct Deduplication:Redis, or give its user the rights that deploy/README.md lists."),
            "clock" => Make("warning", check.Detail ?? "The clock jumps.", "Check the machine's time service: timedatectl, chronyc tracking."),
            _ when name.StartsWith(Subscriber, StringComparison.Ordinal) =>
                Make("warning", $"Subscriber {name[Subscriber.Length..]}: {check.Detail}", "Look at the queue in RabbitMQ. The relay declares a missing queue again within 30 s.")
                with
                { Link = $"{InspectorGuard.Root}/subscribers" },
            _ => Make("warning", $"{name}: {check.Detail}", "See the relay's log."),
        };
    }

    private static IEnumerable<FindingView> OfBacklog(LedgerStatus ledger, DateTimeOffset now)
    {
        if (ledger.OldestPending is { } oldest && now - oldest > BacklogLimit)
        {
            yield return new FindingView(
                "warning", $"{Shown.Number(ledger.Pending)} deliveries wait, the oldest for {Shown.Span(now - oldest)}.", oldest, now - oldest,
                "They are published once RabbitMQ accepts them and a queue is bound for them.", "deliveries --state unrouted", $"{InspectorGuard.Root}/deliveries?state=unrouted&state=accepted");
        }
    }

    private IEnumerable<FindingView> OfRefusals(DateTimeOffset now) => refusals.All
        .Where(refused => refused.Signed > 0 && now - refused.LastAt < RecentRefusals)
        .Select(refused => new FindingView(
            "warning",
            $"{Shown.Number(refused.Signed)} signed {(refused.Signed is 1 ? "request was" : "requests were")} refused{(refused.Webhook.Length > 0 ? $" for the webhook {refused.Webhook}" : "")} ({refused.Reason.Tag()}): these may be deliveries.",
            refused.LastAt, now - refused.LastAt, refused.Hint is { } hint ? $"{hint} {refused.Reason.Meaning()}" : refused.Reason.Meaning(), "doctor", $"{InspectorGuard.Root}/refused", IsRefusal: true));

    private static FindingView OfWebhook(string subscription, Condition condition, DateTimeOffset since, DateTimeOffset now) => new(
        "warning", $"Webhook {subscription}: {condition.Message}", since, now - since, $"{condition.Type} is false: {condition.Reason}. The page Webhooks shows what to change.", "subscriptions plan", $"{InspectorGuard.Root}/webhooks");
}
