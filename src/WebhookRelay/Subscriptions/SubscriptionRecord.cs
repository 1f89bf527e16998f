using System.Text.Json;
using System.Text.Json.Serialization;
using WebhookRelay.Labelbox.Api;

namespace WebhookRelay.Subscriptions;

/// <summary>Which of Labelbox's webhooks are ours. Kept on disk, and shared where replicas share a Redis.</summary>
/// <param name="Webhooks">Those we created, and those at exactly our address.</param>
/// <param name="Intents">Creations whose answer is not known.</param>
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
/// <param name="Subscription">What it is for.</param>
/// <param name="Project">Whose events; null for the whole organisation.</param>
/// <param name="Mark">The mark of the secret it signs with, which Labelbox does not tell; null where it is not even guessed.</param>
/// <param name="Proven">Whether the mark is known: we created it with that secret, or it delivered. Else it is what it should have been given.</param>
/// <param name="CreatedBy">The id of the ledger of the relay that created it; null for one made by hand.</param>
/// <param name="Since">Since when it has been so; what was delivered before proves nothing about it.</param>
/// <param name="Not">The mark of a secret that it was taken to sign with and, as its deliveries have shown, does not.</param>
/// <param name="Answered">Whether the API told its id when we created it. Else a person may have made it, though it looks like ours.</param>
internal sealed record OwnWebhook(
    string Id, string Subscription, string? Project, string? Mark, bool Proven, string? CreatedBy, DateTimeOffset Since, string? Not = null, bool Answered = false);

/// <summary>Written before a webhook is created: whatever becomes of the answer, it will be recognised.</summary>
/// <param name="Subscription">What it is for.</param>
/// <param name="Project">Whose events.</param>
/// <param name="Url">Where it was to deliver.</param>
/// <param name="Mark">The mark of the secret it is created with.</param>
/// <param name="By">Who creates it.</param>
/// <param name="At">When.</param>
/// <param name="Before">The webhooks that were there before.</param>
/// <param name="Topics">The topics it was asked for with.</param>
internal sealed record Intent(
    string Subscription, string? Project, string Url, string? Mark, string By, DateTimeOffset At, IReadOnlyList<string> Before, IReadOnlyList<string>? Topics = null)
{
    /// <summary>It is exactly what was asked for. Else a person made it, or has made it theirs.</summary>
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
