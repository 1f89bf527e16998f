using System.Text;
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

    /// <summary>Allows reading, and nothing else.</summary>
    public string? ReadKey { get; set; }

    public string? ReadKeyFile { get; set; }

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

        faults.AddRange(KeyFaults(options));
        return faults.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> KeyFaults(ManagementOptions options)
    {
        var (admin, adminFault) = Keys(options.ApiKey, options.ApiKeyFile, "Management:ApiKeyFile");
        var (read, readFault) = Keys(options.ReadKey, options.ReadKeyFile, "Management:ReadKeyFile");
        if (read.Count > 0 && options is { ApiKey: null or "", ApiKeyFile: null or "" })
        {
            yield return "Management:ReadKey needs Management:ApiKey (or Management:ApiKeyFile): without that key, every caller may do everything.";
        }

        if (admin.Intersect(read, StringComparer.Ordinal).Any())
        {
            yield return "Management:ReadKey must differ from Management:ApiKey: it must only allow reading.";
        }

        foreach (var fault in (string?[])[adminFault, readFault])
        {
            if (fault is not null)
            {
                yield return fault;
            }
        }
    }

    private static (List<string> Keys, string? Fault) Keys(string? key, string? file, string setting)
    {
        List<string> keys = key is { Length: > 0 } ? [key] : [];
        if (file is not { Length: > 0 })
        {
            return (keys, null);
        }

        if (SecretFile.TryRead(file, out var reason) is not { } read)
        {
            return (keys, $"{setting}: {reason}");
        }

        return ([.. keys, Encoding.UTF8.GetString(read)], null);
    }
}
