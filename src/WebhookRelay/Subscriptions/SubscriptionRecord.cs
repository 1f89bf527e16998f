using System.Text.Json;
using System.Text.Json.Serialization;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Subscriptions;

/// <summary>The relay's own webhooks. Stored on disk, and shared if replicas share a Redis.</summary>
/// <param name="Webhooks">Webhooks created by the relay, and those at exactly its address.</param>
/// <param name="Intents">Creations whose answer is unknown.</param>
internal sealed record SubscriptionRecord(IReadOnlyList<OwnWebhook> Webhooks, IReadOnlyList<Intent> Intents)
{
    public static SubscriptionRecord Empty { get; } = new([], []);

    public OwnWebhook? Find(string id) => Webhooks.FirstOrDefault(own => string.Equals(own.Id, id, StringComparison.Ordinal));

    public SubscriptionRecord With(OwnWebhook own) =>
        this with { Webhooks = [.. Webhooks.Where(other => !string.Equals(other.Id, own.Id, StringComparison.Ordinal)), own] };

    public SubscriptionRecord With(Intent intent) => this with { Intents = [.. Intents, intent] };

    public SubscriptionRecord Without(Intent intent) => this with { Intents = [.. Intents.Where(other => other != intent)] };

    public string ToJson() => JsonSerializer.Serialize(this, SubscriptionJson.Default.SubscriptionRecord);

    public static SubscriptionRecord? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, SubscriptionJson.Default.SubscriptionRecord) is { Webhooks: not null, Intents: not null } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <param name="Id">Labelbox's id.</param>
/// <param name="Subscription">Its subscription.</param>
/// <param name="Project">The project; null for the whole organisation.</param>
/// <param name="Mark">The mark of its secret, which Labelbox does not reveal; null if there is no guess.</param>
/// <param name="Proven">Whether the mark is certain: the relay created it with that secret, or it delivered. Otherwise it is the planned secret.</param>
/// <param name="CreatedBy">The ledger id of the relay that created it; null if created by hand.</param>
/// <param name="Since">When it reached this state; earlier deliveries prove nothing about it.</param>
/// <param name="Not">The mark of an assumed secret that its deliveries have refuted.</param>
/// <param name="Answered">Whether the API returned its id when the relay created it. Otherwise a person may have created it.</param>
internal sealed record OwnWebhook(
    string Id, string Subscription, string? Project, string? Mark, bool Proven, string? CreatedBy, DateTimeOffset Since, string? Not = null, bool Answered = false);

/// <summary>Written before a webhook is created, so that it is recognised even if the answer is lost.</summary>
/// <param name="Subscription">Its subscription.</param>
/// <param name="Project">The project.</param>
/// <param name="Url">The address to deliver to.</param>
/// <param name="Mark">The mark of the secret it is created with.</param>
/// <param name="By">The creating instance.</param>
/// <param name="At">When.</param>
/// <param name="Before">The ids of the webhooks that existed before.</param>
/// <param name="Topics">The requested topics.</param>
internal sealed record Intent(
    string Subscription, string? Project, string Url, string? Mark, string By, DateTimeOffset At, IReadOnlyList<string> Before, IReadOnlyList<string>? Topics = null)
{
    /// <summary>Whether the webhook is exactly as requested. Otherwise a person created or changed it.</summary>
    public bool Explains(ActualWebhook actual) =>
        string.Equals(actual.Listed.Url, Url, StringComparison.Ordinal)
        && (Topics is null || WebhookTopics.Same(Topics, actual.Listed.Topics))
        && string.Equals(actual.Project, Project, StringComparison.Ordinal)
        && !Before.Contains(actual.Id, StringComparer.Ordinal);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SubscriptionRecord))]
[JsonSerializable(typeof(DeliveryHistory))]
internal sealed partial class SubscriptionJson : JsonSerializerContext;
