using Microsoft.Extensions.Options;

namespace WebhookRelay.Labelbox.Api;

/// <summary>How to reach Labelbox's API. Read for every request, so that a change takes effect without a restart.</summary>
public sealed class LabelboxClientOptions
{
    /// <summary>The configuration section that the relay binds to these options.</summary>
    public const string Section = "Labelbox";

    internal const string KeyRule = "1 or more visible ASCII characters";

    /// <summary>The API key. Without one, every call throws a <see cref="LabelboxInvalidKeyException"/>.</summary>
    public string? ApiKey { get; set; }

    /// <summary>A file with the key, as Kubernetes and Docker mount one. Surrounding white space is ignored. Use it instead of <see cref="ApiKey"/>.</summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>The address of the GraphQL API. Change it for a private installation.</summary>
    public Uri Endpoint { get; set; } = new("https://api.labelbox.com/graphql");

    /// <summary>The time limit of one request with its retries and delays: 1 second to 10 minutes. A long list needs several requests.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>The time limit of one attempt: 100 milliseconds to <see cref="Deadline"/>. Labelbox's own client uses 60 seconds.</summary>
    public TimeSpan AttemptDeadline { get; set; } = TimeSpan.FromSeconds(60);

    internal static bool IsKey(string? key) => key is { Length: > 0 } && key.All(letter => letter is >= '!' and <= '~');
}

/// <summary>Reports every invalid setting, and never a value that could be a key.</summary>
internal sealed class LabelboxClientOptionsValidator : IValidateOptions<LabelboxClientOptions>
{
    private static readonly TimeSpan LongestDeadline = TimeSpan.FromMinutes(10);

    public ValidateOptionsResult Validate(string? name, LabelboxClientOptions options)
    {
        List<string> faults = [];
        Require(options.ApiKey is null or "" || LabelboxClientOptions.IsKey(options.ApiKey), $"ApiKey must be {LabelboxClientOptions.KeyRule}.");
        Require(string.IsNullOrEmpty(options.ApiKey) || string.IsNullOrEmpty(options.ApiKeyFile), "Set either ApiKey or ApiKeyFile, not both.");
        Require(IsEndpoint(options.Endpoint), "Endpoint must be an absolute http or https address without user, query or fragment: the key is sent in a header.");
        Require(options.Deadline >= TimeSpan.FromSeconds(1) && options.Deadline <= LongestDeadline, "Deadline must be between 00:00:01 and 00:10:00.");
        Require(options.AttemptDeadline >= TimeSpan.FromMilliseconds(100) && options.AttemptDeadline <= options.Deadline, "AttemptDeadline must be between 00:00:00.1 and Deadline.");
        return faults.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Require(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add($"{LabelboxClientOptions.Section}:{fault}");
            }
        }
    }

    private static bool IsEndpoint(Uri? endpoint) =>
        endpoint is { IsAbsoluteUri: true, Scheme: "https" or "http", UserInfo: "", Query: "", Fragment: "" };
}
