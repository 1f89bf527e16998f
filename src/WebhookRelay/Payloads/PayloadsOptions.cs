using System.Text;
using Microsoft.Extensions.Options;
using WebhookRelay.Starting;

namespace WebhookRelay.Payloads;

internal sealed class PayloadsOptions
{
    public const string Section = "Payloads";

    /// <summary>Allows reading the data that events reference, and nothing else. Without it, only callers on this machine are served.</summary>
    public string? Key { get; set; }
}

internal sealed class PayloadsValidator(IConfiguration configuration) : IValidateOptions<PayloadsOptions>
{
    public ValidateOptionsResult Validate(string? name, PayloadsOptions options) =>
        options.Key is { Length: > 0 } key && ManagementKeys().Contains(key, StringComparer.Ordinal)
            ? ValidateOptionsResult.Fail("Payloads:Key must differ from the management port's keys: subscribers receive it, and it must only allow reading payloads.")
            : ValidateOptionsResult.Success;

    private IEnumerable<string> ManagementKeys()
    {
        foreach (var setting in (string[])["Management:ApiKey", "Management:ReadKey"])
        {
            if (configuration[setting] is { Length: > 0 } key)
            {
                yield return key;
            }

            if (configuration[$"{setting}File"] is { Length: > 0 } file && SecretFile.TryRead(file, out _) is { } read)
            {
                yield return Encoding.UTF8.GetString(read);
            }
        }
    }
}
