namespace WebhookRelay.Labelbox.Api;

/// <summary>Changes of a webhook. A null member stays unchanged. The secret cannot be changed.</summary>
/// <param name="Url">The new address to deliver to.</param>
/// <param name="Topics">The complete new list of topics, by Labelbox's names in any letter case.</param>
/// <param name="Status">The new status; anything but <see cref="WebhookStatus.Unknown"/>.</param>
public sealed record WebhookPatch(string? Url = null, IReadOnlyCollection<string>? Topics = null, WebhookStatus? Status = null);
