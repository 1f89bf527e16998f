using WebhookRelay.Labelbox.Api;
using WebhookRelay.Subscriptions;

namespace WebhookRelay.Tests.Subscriptions;

/// <summary>A short description of the plan for one subscription.</summary>
internal static class Planning
{
    public const string Url = "https://relay.example/webhook-endpoint/training";

    public static readonly DateTimeOffset Now = new(2024, 6, 5, 12, 0, 0, TimeSpan.Zero);

    public static readonly DesiredWebhook V1 = new("training", "p1", ["LABEL_CREATED", "LABEL_UPDATED"], WebhookVersion.V1, Url, "new");
    public static readonly DesiredWebhook V2 = V1 with { Version = WebhookVersion.V2 };

    public static IReadOnlyList<PlannedAction> Plan(DesiredWebhook desired, Webhook[] listed, params OwnWebhook[] own) => Plan(desired, listed, own, tunnel: false);

    public static IReadOnlyList<PlannedAction> Plan(
        DesiredWebhook desired, Webhook[] listed, OwnWebhook[] own, bool tunnel = false, string? retire = null,
        Dictionary<SignedBy, DeliveryObservation>? seen = null, Intent[]? intents = null, DateTimeOffset? refused = null, bool heldBack = false) => Planner.Plan(new ReconcileInput(
            [desired], Actual(listed, own), new HashSet<string>(), Recognised(desired, listed, own, seen, intents, refused), seen ?? [],
            new HashSet<string>(retire is null ? [] : [retire], StringComparer.OrdinalIgnoreCase), "us", tunnel, Now)
        {
            HeldBack = new HashSet<string>(heldBack ? ["training"] : [], StringComparer.OrdinalIgnoreCase),
        });

    public static SubscriptionRecord Recognised(
        DesiredWebhook desired, Webhook[] listed, OwnWebhook[] own, Dictionary<SignedBy, DeliveryObservation>? seen = null, Intent[]? intents = null, DateTimeOffset? refused = null) =>
        WebhookRecognizer.Recognize(
            new SubscriptionRecord(own, intents ?? []), [desired], new WebhookListing(Actual(listed, own), new Dictionary<string, LabelboxApiException>()),
            new Evidence(seen ?? [], new Dictionary<string, DateTimeOffset>(refused is { } at ? [new("training", at)] : [])), Now);

    public static Dictionary<SignedBy, DeliveryObservation> Seen(string mark, DateTimeOffset at, DateTimeOffset? v2 = null) => new() { [new SignedBy("training", mark)] = new DeliveryObservation(at, v2 is null ? "v1" : "v2", v2) };

    public static OwnWebhook Own(string id) => new(id, "training", "p1", "new", Proven: true, "us", Now.AddHours(-1), Answered: true);

    public static Webhook Listed(string id) => new(id, Url, V1.Topics, WebhookStatus.Active, "ACTIVE", Now.AddHours(-1), Now.AddHours(-1));

    private static ActualWebhook[] Actual(Webhook[] listed, OwnWebhook[] own) =>
        [.. listed.Select(webhook => new ActualWebhook(webhook, Array.Find(own, each => string.Equals(each.Id, webhook.Id, StringComparison.Ordinal))?.Project ?? "p1"))];
}
