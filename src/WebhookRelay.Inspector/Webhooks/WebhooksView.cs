namespace WebhookRelay.Inspector.Webhooks;

/// <param name="Mode"><c>Observe</c> or <c>Apply</c>.</param>
/// <param name="PublicUrl">The address at which Labelbox reaches the relay.</param>
/// <param name="Tunnel">Whether it is a tunnel's.</param>
/// <param name="AskedAt">When Labelbox last answered.</param>
/// <param name="Fault">Why the last comparison failed.</param>
/// <param name="Webhooks">The configured webhooks.</param>
/// <param name="Done">What the last comparison changed.</param>
/// <param name="ToDo">What is left to do.</param>
/// <param name="Receives">The paths that deliveries may use, each with the marks of its secrets.</param>
public sealed record WebhooksView(
    string Mode, string? PublicUrl, bool Tunnel, DateTimeOffset? AskedAt, string? Fault, IReadOnlyList<WebhookCard> Webhooks, IReadOnlyList<ActionRow> Done, IReadOnlyList<ActionRow> ToDo,
    IReadOnlyList<ReceivingRow> Receives);

/// <summary>A configured webhook with its conditions and what Labelbox holds for it.</summary>
public sealed record WebhookCard(
    string Name, string? Url, string Scope, IReadOnlyList<string> Topics, string Version, DateTimeOffset? LastDeliveryAt, IReadOnlyList<ConditionRow> Conditions, IReadOnlyList<RegisteredRow> Registered)
{
    /// <summary>Whether webhooks with an older secret are still active.</summary>
    public bool CanRetire => Conditions.Any(condition => condition is { Type: "SecretCurrent", Status: "False" });
}

/// <summary>Whether something holds, and since when.</summary>
public sealed record ConditionRow(string Type, string Status, string Reason, string Message, DateTimeOffset Since);

/// <summary>A webhook at Labelbox.</summary>
public sealed record RegisteredRow(string Id, string? Status, string? SecretMark, bool SecretProven, string? Delivers, DateTimeOffset? LastDeliveryAt, bool Created);

/// <summary>An action on a webhook.</summary>
public sealed record ActionRow(string Webhook, string Step, string Why, IReadOnlyList<string> Instructions);

/// <summary>A path for deliveries.</summary>
public sealed record ReceivingRow(string Path, IReadOnlyList<string> SecretMarks, bool DevelopmentSecret);
