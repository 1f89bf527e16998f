using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WebhookRelay.Subscriptions;

/// <summary>What should be true at Labelbox.</summary>
internal sealed class SubscriptionsOptions
{
    public const string Section = "Subscriptions";

    [EnumDataType(typeof(SubscriptionMode), ErrorMessage = "Subscriptions:Mode must be Observe or Apply.")]
    public SubscriptionMode Mode { get; set; } = SubscriptionMode.Observe;

    /// <summary>Where Labelbox reaches the public port, without <c>/webhook-endpoint</c>.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>How often what is registered is compared with what should be, when nothing gives another reason to.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = "Subscriptions:Every must be between 00:00:01 and 1.00:00:00.")]
    public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>By the name in the path, <c>/webhook-endpoint/{name}</c>.</summary>
    public IDictionary<string, SubscriptionOptions> Webhooks { get; set; } = new Dictionary<string, SubscriptionOptions>(StringComparer.OrdinalIgnoreCase);
}

internal sealed class SubscriptionOptions
{
    /// <summary>The id of the project whose events are wanted.</summary>
    public string? Project { get; set; }

    /// <summary>Instead of one project: all of the key's organisation.</summary>
    public bool Organization { get; set; }

    /// <summary>Labelbox's names, in any case.</summary>
    public IList<string> Topics { get; set; } = [];

    public WebhookVersion Version { get; set; } = WebhookVersion.V2;
}

internal enum SubscriptionMode
{
    /// <summary>Plan and report only.</summary>
    Observe = 0,

    /// <summary>Carry the plan out.</summary>
    Apply = 1,
}

/// <summary>The shape of what a webhook delivers.</summary>
internal enum WebhookVersion
{
    /// <summary>What Labelbox's API makes.</summary>
    V1 = 1,

    /// <summary>What only Labelbox's pages make.</summary>
    V2 = 2,
}

[OptionsValidator]
internal sealed partial class SubscriptionsRangeValidator : IValidateOptions<SubscriptionsOptions>;
