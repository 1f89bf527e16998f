using System.Text;
using Microsoft.Extensions.Options;
using WebhookRelay.Labelbox;
using WebhookRelay.Labelbox.Api;
using WebhookRelay.Payloads;
using WebhookRelay.Receiving;
using WebhookRelay.Starting;

namespace WebhookRelay.Management;

/// <summary>
/// Warns of secrets and keys that an editor or a shell seems to have changed, at start and on every change: with such a
/// secret every request is refused for no visible reason. Their content is not logged.
/// </summary>
internal sealed partial class SecretChecker(
    IOptionsMonitor<ReceivingOptions> receiving,
    IOptionsMonitor<ManagementOptions> management,
    IOptionsMonitor<PayloadsOptions> payloads,
    IOptionsMonitor<LabelboxClientOptions> labelbox,
    TimeProvider time,
    ILogger<SecretChecker> logger) : BackgroundService
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(5);

    private Dictionary<string, string> _logged = [];

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Check();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(CheckInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Check();
        }
    }

    private void Check()
    {
        var warnings = Warnings().ToDictionary(StringComparer.Ordinal);
        foreach (var (setting, problem) in warnings.Where(now => !_logged.TryGetValue(now.Key, out var before) || !string.Equals(before, now.Value, StringComparison.Ordinal)))
        {
            LogWarning(logger, setting, problem);
        }

        _logged = warnings;
    }

    private IEnumerable<KeyValuePair<string, string>> Warnings()
    {
        var (webhooks, port, api) = (receiving.CurrentValue, management.CurrentValue, labelbox.CurrentValue);
        IEnumerable<(string Setting, string? Problem)> checks =
        [
            .. OfList("Receiving", webhooks.Secrets, webhooks.SecretFiles),
            .. webhooks.Webhooks.SelectMany(webhook => OfList($"Receiving:Webhooks:{webhook.Key}", webhook.Value.Secrets, webhook.Value.SecretFiles)),
            OfValue("Management:ApiKey", port.ApiKey),
            OfFile("Management:ApiKeyFile", port.ApiKeyFile),
            OfValue("Management:ReadKey", port.ReadKey),
            OfFile("Management:ReadKeyFile", port.ReadKeyFile),
            OfValue("Payloads:Key", payloads.CurrentValue.Key),
            ("Labelbox:ApiKeyFile", api.ApiKeyFile is { Length: > 0 } file ? ApiKeyFile.Fault(file) : null),
        ];
        return checks.Where(check => check.Problem is not null).Select(check => KeyValuePair.Create(check.Setting, check.Problem!));
    }

    private static IEnumerable<(string Setting, string? Problem)> OfList(string section, IList<string> secrets, IList<string> files) =>
        secrets.Select((secret, i) => OfValue($"{section}:Secrets:{i}", secret)).Concat(files.Select((file, i) => OfFile($"{section}:SecretFiles:{i}", file)));

    private static (string Setting, string? Problem) OfValue(string setting, string? secret) =>
        (setting, secret is { Length: > 0 } ? SecretContent.ProblemOfSecret(Encoding.UTF8.GetBytes(secret)) : null);

    private static (string Setting, string? Problem) OfFile(string setting, string? file) =>
        (setting, file is { Length: > 0 } ? SecretFile.Warning(file) : null);

    [LoggerMessage(1, LogLevel.Warning, "The value of {Setting} looks wrong: it {Problem}")]
    private static partial void LogWarning(ILogger logger, string setting, string problem);
}
