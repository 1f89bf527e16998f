using Microsoft.Extensions.Options;
using WebhookRelay.Receiving;

namespace WebhookRelay.Subscriptions;

/// <summary>The desired state: what the configuration, the secrets and the tunnel currently require.</summary>
/// <param name="Mode">Whether to apply it.</param>
/// <param name="PublicUrl">The address at which Labelbox reaches the relay; null if unknown.</param>
/// <param name="IsTunnel">Whether it is a tunnel's address.</param>
/// <param name="Webhooks">The desired webhooks; empty while the address is unknown.</param>
/// <param name="IsKnown">Whether the list is complete. If not, no webhook counts as unwanted.</param>
internal sealed record DesiredState(SubscriptionMode Mode, string? PublicUrl, bool IsTunnel, IReadOnlyList<DesiredWebhook> Webhooks, bool IsKnown)
{
    /// <summary>Subscriptions whose first secret differs at some replica, for example during a rollout.</summary>
    public IReadOnlySet<string> HeldBack { get; init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Equal for equal desired states.</summary>
    public string Fingerprint => string.Join('\n', [$"{Mode} {PublicUrl} {IsTunnel}", .. Webhooks.Select(each => $"{each.Name} {each.Project} {string.Join(',', each.Topics)} {each.Version} {each.Mark}")]);
}

/// <summary>Reads the current desired state.</summary>
internal sealed class DesiredStateReader(IOptionsMonitor<SubscriptionsOptions> options, WebhookSecrets secrets, PublicAddress address)
{
    public DesiredState Current()
    {
        var now = options.CurrentValue;
        var (url, isTunnel) = address.Current;
        return new DesiredState(
            now.Mode,
            url,
            isTunnel,
            url is null ? [] : [.. now.Webhooks.OrderBy(each => each.Key, StringComparer.OrdinalIgnoreCase).Select(each => DesiredWebhook.From(each.Key, each.Value, url, secrets.First(each.Key)?.Mark))],
            IsKnown: url is not null || now.Webhooks.Count is 0);
    }

    /// <summary>The configured subscriptions, even while the address is unknown.</summary>
    public IReadOnlyDictionary<string, SubscriptionOptions> Configured =>
        options.CurrentValue.Webhooks.ToDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The secret to create a webhook with, if it is still the first secret of its webhook.</summary>
    public string? SecretOf(DesiredWebhook desired) =>
        secrets.First(desired.Name) is { } first && string.Equals(first.Mark, desired.Mark, StringComparison.Ordinal) ? first.Text : null;
}

/// <summary>The address at which Labelbox reaches the relay: the configured one, otherwise the tunnel's.</summary>
internal sealed class PublicAddress(IOptionsMonitor<SubscriptionsOptions> options)
{
    private volatile string? _tunnel;

    public string? Tunnel
    {
        get => _tunnel;
        set => _tunnel = value;
    }

    public (string? Url, bool IsTunnel) Current => options.CurrentValue.PublicUrl is { Length: > 0 } configured
        ? (configured.TrimEnd('/'), false)
        : (_tunnel?.TrimEnd('/'), _tunnel is not null);
}
