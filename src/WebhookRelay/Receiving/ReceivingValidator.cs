using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using WebhookRelay.Starting;

namespace WebhookRelay.Receiving;

/// <summary>A missing secret prevents the start; it never means "accept".</summary>
internal sealed partial class ReceivingValidator(IHostEnvironment environment, RunMode mode) : IValidateOptions<ReceivingOptions>
{
    public ValidateOptionsResult Validate(string? name, ReceivingOptions options)
    {
        List<string> faults = [.. SecretFaults("Receiving", options.Secrets, options.SecretFiles)];
        faults.AddRange(Ports.Faults("Receiving", options.Url, options.Tls));
        faults.AddRange(SourceFaults("AllowFrom", options.AllowFrom));
        faults.AddRange(SourceFaults("TrustedProxies", options.TrustedProxies));

        foreach (var (webhook, its) in options.Webhooks)
        {
            if (!WebhookName().IsMatch(webhook))
            {
                faults.Add($"Receiving:Webhooks:{webhook} must have a name of 1-64 letters, digits, '-', '_' or '.', since the name is part of the path.");
            }

            faults.AddRange(SecretFaults($"Receiving:Webhooks:{webhook}", its.Secrets, its.SecretFiles));
        }

        if (!environment.IsDevelopment() && !mode.Drain && MissingSecret(options) is { } without)
        {
            faults.Add(without);
        }

        return faults.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private string? MissingSecret(ReceivingOptions options)
    {
        if (options.Secrets.Count + options.SecretFiles.Count > 0)
        {
            return null;
        }

        if (options.Webhooks.Count is 0)
        {
            return $"Receiving:Secrets is required in {environment.EnvironmentName}: the secret typed at Labelbox when the webhook was set up (or Receiving:SecretFiles).";
        }

        return options.Webhooks.FirstOrDefault(webhook => webhook.Value.Secrets.Count + webhook.Value.SecretFiles.Count is 0) is { Key: { } bare }
            ? $"Receiving:Webhooks:{bare}:Secrets is required in {environment.EnvironmentName} where Receiving:Secrets is empty."
            : null;
    }

    private static IEnumerable<string> SourceFaults(string key, IList<string> sources)
    {
        for (var i = 0; i < sources.Count; i++)
        {
            if (SourceAllowList.ParseNetwork(sources[i]) is null)
            {
                yield return $"Receiving:{key}:{i} must be an address or a network such as 35.223.142.181 or 10.0.0.0/8 (no bits set beyond its length).";
            }
        }
    }

    private static IEnumerable<string> SecretFaults(string section, IList<string> secrets, IList<string> files)
    {
        for (var i = 0; i < secrets.Count; i++)
        {
            if (string.IsNullOrEmpty(secrets[i]))
            {
                yield return $"{section}:Secrets:{i} must not be empty.";
            }
        }

        for (var i = 0; i < files.Count; i++)
        {
            if (SecretFile.TryRead(files[i], out var reason) is null)
            {
                yield return $"{section}:SecretFiles:{i}: {reason}";
            }
        }
    }

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex WebhookName();
}
