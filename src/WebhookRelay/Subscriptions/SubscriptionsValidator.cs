using Microsoft.Extensions.Options;
using WebhookRelay.Contracts;
using WebhookRelay.Labelbox.Api;
using WebhookRelay.Receiving;
using WebhookRelay.Starting;

namespace WebhookRelay.Subscriptions;

/// <summary>Checks that each subscription is possible: its endpoint, a secret to sign with, and an API key.</summary>
internal sealed class SubscriptionsValidator(IConfiguration configuration) : IValidateOptions<SubscriptionsOptions>
{
    public ValidateOptionsResult Validate(string? name, SubscriptionsOptions options)
    {
        List<string> faults = [];
        if (options.PublicUrl is { Length: > 0 } url && Fault(url) is { } fault)
        {
            faults.Add(fault);
        }

        if (options is { Mode: SubscriptionMode.Apply, Webhooks.Count: > 0 } && !IsSet($"{LabelboxClientOptions.Section}:ApiKey") && !IsSet($"{LabelboxClientOptions.Section}:ApiKeyFile"))
        {
            faults.Add("Subscriptions:Mode is Apply, which needs Labelbox:ApiKey or Labelbox:ApiKeyFile.");
        }

        foreach (var (webhook, its) in options.Webhooks)
        {
            faults.AddRange(Faults(webhook, its, options.Mode));
        }

        return faults.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(string webhook, SubscriptionOptions its, SubscriptionMode mode)
    {
        var key = $"{SubscriptionsOptions.Section}:Webhooks:{webhook}";
        var receiving = $"{ReceivingOptions.Section}:Webhooks:{webhook}";
        if (its.Organization == its.Project is { Length: > 0 })
        {
            yield return $"{key} must have either Project, a project's id, or Organization=true.";
        }

        if (its.Topics.Count is 0)
        {
            yield return $"{key}:Topics must name at least one topic, such as LABEL_CREATED.";
        }

        for (var i = 0; i < its.Topics.Count; i++)
        {
            if (LabelboxTopics.FromHeader(its.Topics[i]) is LabelboxTopic.Other)
            {
                yield return $"{key}:Topics:{i} must be a topic of Labelbox. Known topics are {TopicNames.Sent}.";
            }
        }

        if (!Enum.IsDefined(its.Version))
        {
            yield return $"{key}:Version must be V1 or V2.";
        }

        if (!configuration.GetSection(receiving).Exists())
        {
            yield return $"{key} needs {receiving}:Secrets: without it {Ports.WebhookPath}/{webhook} answers 404.";
        }
        else if (mode is SubscriptionMode.Apply && !IsSet($"{receiving}:Secrets:0") && !IsSet($"{receiving}:SecretFiles:0"))
        {
            yield return $"{receiving}:Secrets:0 is required where Subscriptions:Mode is Apply: the webhook is created with it.";
        }
    }

    /// <summary>The error in the public address; null if there is none.</summary>
    private static string? Fault(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri is { Query: "", Fragment: "", UserInfo: "" } && PublicUrl.IsReachable(uri)
            ? uri.AbsolutePath.Contains(Ports.WebhookPath, StringComparison.OrdinalIgnoreCase)
                ? $"Subscriptions:PublicUrl must end before {Ports.WebhookPath}: that and the webhook's name are added to it."
                : null
            : "Subscriptions:PublicUrl must be an https address without query, such as https://relay.example.com: Labelbox delivers to https only (http is taken for a loopback host).";

    private bool IsSet(string key) => configuration[key] is { Length: > 0 };
}

/// <summary>Addresses as given to Labelbox.</summary>
internal static class PublicUrl
{
    /// <summary>Labelbox delivers to https only; a stand-in on the same machine may use http.</summary>
    public static bool IsReachable(Uri url) =>
        url.Scheme is "https" || (url is { Scheme: "http", IsLoopback: true });

    /// <summary>The full address of a subscription's webhook.</summary>
    public static string Of(string publicUrl, string? subscription = null) =>
        publicUrl.TrimEnd('/') + Ports.WebhookPath + (subscription is null ? string.Empty : $"/{subscription}");
}
