using Microsoft.Extensions.Options;
using WebhookRelay.Receiving;
using WebhookRelay.Starting;
using WebhookRelay.Tls;

namespace WebhookRelay.Management;

internal sealed class ManagementOptions
{
    public const string Section = "Management";

    public string Url { get; set; } = "http://127.0.0.1:3002";

    public string? ApiKey { get; set; }

    public string? ApiKeyFile { get; set; }

    public TlsOptions Tls { get; set; } = new();
}

internal sealed class ManagementValidator : IValidateOptions<ManagementOptions>
{
    public ValidateOptionsResult Validate(string? name, ManagementOptions options)
    {
        var faults = new List<string>();
        faults.AddRange(Ports.Faults("Management", options.Url, options.Tls));
        if (faults.Count is 0 && !Ports.IsLoopback(options.Url) && options is { ApiKey: null or "", ApiKeyFile: null or "" })
        {
            faults.Add("Management:ApiKey (or Management:ApiKeyFile) is required where Management:Url is any address but loopback.");
        }

        if (options.ApiKeyFile is { Length: > 0 } file && SecretFile.TryRead(file, out var reason) is null)
        {
            faults.Add($"Management:ApiKeyFile: {reason}");
        }

        return faults.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
