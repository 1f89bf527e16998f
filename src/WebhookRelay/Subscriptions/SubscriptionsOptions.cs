using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WebhookRelay.Subscriptions;

/// <summary>The webhooks to register at Labelbox.</summary>
internal sealed class SubscriptionsOptions
{
    public const string Section = "Subscriptions";

    [EnumDataType(typeof(SubscriptionMode), ErrorMessage = "Subscriptions:Mode must be Observe or Apply.")]
    public SubscriptionMode Mode { get; set; } = SubscriptionMode.Observe;

    /// <summary>The address at which Labelbox reaches the public port, without <c>/webhook-endpoint</c>.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>The interval between comparisons with Labelbox, apart from those triggered by changes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = "Subscriptions:Every must be between 00:00:01 and 1.00:00:00.")]
    public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>By the name in the path, <c>/webhook-endpoint/{name}</c>.</summary>
    public IDictionary<string, SubscriptionOptions> Webhooks { get; set; } = new Dictionary<string, SubscriptionOptions>(StringComparer.OrdinalIgnoreCase);
}

internal sealed class SubscriptionOptions
{
    /// <summary>The project id.</summary>
    public string? Project { get; set; }

    /// <summary>The API key's whole organisation instead of one project.</summary>
    public bool Organization { get; set; }

    /// <summary>Labelbox's names, in any case.</summary>
    public IList<string> Topics { get; set; } = [];

    public WebhookVersion Version { get; set; } = WebhookVersion.V2;
}

internal enum SubscriptionMode
{
    /// <summary>Plan and report only.</summary>
    Observe = 0,

    /// <summary>Apply the plan.</summary>
    Apply = 1,
}

/// <summary>The payload version of a webhook.</summary>
internal enum WebhookVersion
{
    /// <summary>Created by Labelbox's API.</summary>
    V1 = 1,

    /// <summary>Created in Labelbox's web pages only.</summary>
    V2 = 2,
}

[OptionsValidator]
internal sealed partial class SubscriptionsRangeValidator : IValidateOptions<SubscriptionsOptions>;
