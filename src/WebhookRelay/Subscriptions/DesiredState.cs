using Microsoft.Extensions.Options;
using WebhookRelay.Receiving;

namespace WebhookRelay.Subscriptions;

/// <summary>What the configuration, the secrets and the tunnel ask for just now.</summary>
/// <param name="Mode">Whether it is to be carried out.</param>
/// <param name="PublicUrl">Where Labelbox reaches us; null where that is not known.</param>
/// <param name="IsTunnel">Whether that is a tunnel's address.</param>
/// <param name="Webhooks">The webhooks; none while the address is not known.</param>
/// <param name="IsKnown">Whether that is the whole of it. Else nothing may be taken for not asked for.</param>
internal sealed record DesiredState(SubscriptionMode Mode, string? PublicUrl, bool IsTunnel, IReadOnlyList<DesiredWebhook> Webhooks, bool IsKnown)
{
    /// <summary>Subscriptions whose first secret is another one at some replica, as long as a new configuration is rolled out.</summary>
    public IReadOnlySet<string> HeldBack { get; init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Equal for equal goals.</summary>
    public string Fingerprint => string.Join('\n', [$"{Mode} {PublicUrl} {IsTunnel}", .. Webhooks.Select(each => $"{each.Name} {each.Project} {string.Join(',', each.Topics)} {each.Version} {each.Mark}")]);
}

/// <summary>Reads the goal where it is used, so that every change counts.</summary>
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

    /// <summary>The names asked for, whether or not the address is known.</summary>
    public IReadOnlyDictionary<string, SubscriptionOptions> Configured =>
        options.CurrentValue.Webhooks.ToDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The secret that a mark stands for, while it is the first of its webhook.</summary>
    public string? SecretOf(DesiredWebhook desired) =>
        secrets.First(desired.Name) is { } first && string.Equals(first.Mark, desired.Mark, StringComparison.Ordinal) ? first.Text : null;
}

/// <summary>Where Labelbox reaches us: as configured, else through the tunnel that was found.</summary>
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
