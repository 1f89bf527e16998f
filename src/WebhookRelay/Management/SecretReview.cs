using System.Text;
using Microsoft.Extensions.Options;
using WebhookRelay.Labelbox;
using WebhookRelay.Labelbox.Api;
using WebhookRelay.Payloads;
using WebhookRelay.Receiving;

namespace WebhookRelay.Management;

/// <summary>
/// Warns of secrets and keys that look as if an editor or a shell had changed them, at start and when they change: with
/// such a one every request is refused, and nothing else says why. What they hold is not told.
/// </summary>
internal sealed partial class SecretReview(
    IOptionsMonitor<ReceivingOptions> receiving,
    IOptionsMonitor<ManagementOptions> management,
    IOptionsMonitor<PayloadsOptions> payloads,
    IOptionsMonitor<LabelboxClientOptions> labelbox,
    TimeProvider time,
    ILogger<SecretReview> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private Dictionary<string, string> _told = [];

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Look();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }

    private void Look()
    {
        var odd = Oddities().ToDictionary(StringComparer.Ordinal);
        foreach (var (setting, oddity) in odd.Where(now => !_told.TryGetValue(now.Key, out var before) || !string.Equals(before, now.Value, StringComparison.Ordinal)))
        {
            LogOdd(logger, setting, oddity);
        }

        _told = odd;
    }

    private IEnumerable<KeyValuePair<string, string>> Oddities()
    {
        var (webhooks, port, api) = (receiving.CurrentValue, management.CurrentValue, labelbox.CurrentValue);
        IEnumerable<(string Setting, string? Oddity)> looked =
        [
            .. OfList("Receiving", webhooks.Secrets, webhooks.SecretFiles),
            .. webhooks.Webhooks.SelectMany(webhook => OfList($"Receiving:Webhooks:{webhook.Key}", webhook.Value.Secrets, webhook.Value.SecretFiles)),
            OfValue("Management:ApiKey", port.ApiKey),
            OfFile("Management:ApiKeyFile", port.ApiKeyFile),
            OfValue("Payloads:Key", payloads.CurrentValue.Key),
            ("Labelbox:ApiKeyFile", api.ApiKeyFile is { Length: > 0 } file ? ApiKeyFile.Fault(file) : null),
        ];
        return looked.Where(look => look.Oddity is not null).Select(look => KeyValuePair.Create(look.Setting, look.Oddity!));
    }

    private static IEnumerable<(string Setting, string? Oddity)> OfList(string section, IList<string> secrets, IList<string> files) =>
        secrets.Select((secret, i) => OfValue($"{section}:Secrets:{i}", secret)).Concat(files.Select((file, i) => OfFile($"{section}:SecretFiles:{i}", file)));

    private static (string Setting, string? Oddity) OfValue(string setting, string? secret) =>
        (setting, secret is { Length: > 0 } ? SecretContent.OddityOfSecret(Encoding.UTF8.GetBytes(secret)) : null);

    private static (string Setting, string? Oddity) OfFile(string setting, string? file) =>
        (setting, file is { Length: > 0 } ? SecretFile.Warning(file) : null);

    [LoggerMessage(1, LogLevel.Warning, "What {Setting} holds looks wrong: it {Oddity}")]
    private static partial void LogOdd(ILogger logger, string setting, string oddity);
}
