namespace WebhookRelay.Labelbox.Api;

/// <summary>What to change of a webhook; a member that is null stays as it is. The secret cannot be changed.</summary>
/// <param name="Url">Where to deliver to from now on.</param>
/// <param name="Topics">The whole new list of topics, by Labelbox's names in any letter case.</param>
/// <param name="Status">The new status; anything but <see cref="WebhookStatus.Unknown"/>.</param>
public sealed record WebhookPatch(string? Url = null, IReadOnlyCollection<string>? Topics = null, WebhookStatus? Status = null);
