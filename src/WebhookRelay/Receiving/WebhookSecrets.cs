using System.Collections.Frozen;
using System.Text;
using Microsoft.Extensions.Options;
using WebhookRelay.Labelbox;
using WebhookRelay.Starting;

namespace WebhookRelay.Receiving;

/// <summary>The current secrets of each webhook. Configuration and files may change while the service runs.</summary>
internal sealed partial class WebhookSecrets : BackgroundService
{
    private static readonly TimeSpan FileCheckInterval = TimeSpan.FromSeconds(5);

    private readonly IOptionsMonitor<ReceivingOptions> _options;
    private readonly DevelopmentSecret _development;
    private readonly TimeProvider _time;
    private readonly ILogger<WebhookSecrets> _logger;
    private readonly IDisposable? _onChange;
    private volatile FrozenDictionary<string, WebhookSecret[]> _secrets = FrozenDictionary<string, WebhookSecret[]>.Empty;

    public WebhookSecrets(IOptionsMonitor<ReceivingOptions> options, DevelopmentSecret development, TimeProvider time, ILogger<WebhookSecrets> logger)
    {
        (_options, _development, _time, _logger) = (options, development, time, logger);
        _onChange = options.OnChange(_ => Reload());
    }

    /// <summary>Whether a webhook of this name is configured; the empty name is the path without one.</summary>
    public bool IsConfigured(string webhook) => webhook.Length is 0 || _options.CurrentValue.Webhooks.ContainsKey(webhook);

    /// <summary>The names of the webhooks, including the empty one.</summary>
    public IReadOnlyList<string> Webhooks => _secrets.Keys;

    /// <summary>The current secrets of a webhook.</summary>
    public IReadOnlyList<WebhookSecret> For(string webhook) => _secrets.GetValueOrDefault(webhook, []);

    /// <summary>A verifier for a signature with the webhook's current secrets.</summary>
    public SignatureVerifier CreateVerifier(string webhook, WebhookSignature signature) => new(_secrets.GetValueOrDefault(webhook, []), signature);

    /// <summary>The secret for a new webhook of this name: its first one, with its mark; null if it has none that is text.</summary>
    public (string Text, string Mark)? First(string webhook)
    {
        if (!_secrets.TryGetValue(webhook, out var secrets) || secrets is not [var first, ..])
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(first.Bytes);
        return first.Bytes.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(text)) ? (text, first.Mark) : null;
    }

    /// <summary>The marks of a webhook's secrets, and whether it is the generated Development secret.</summary>
    public (IReadOnlyList<string> Marks, bool Development) Marks(string webhook)
    {
        var secrets = _secrets.GetValueOrDefault(webhook, []);
        return ([.. secrets.Select(secret => secret.Mark)], secrets is [var only] && ReferenceEquals(only.Bytes, _development.Value));
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Reload();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(FileCheckInterval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Reload();
        }
    }

    public override void Dispose()
    {
        _onChange?.Dispose();
        base.Dispose();
    }

    private void Reload()
    {
        var options = _options.CurrentValue;
        var before = _secrets;
        var shared = Load(string.Empty, options.Secrets, options.SecretFiles, before);
        if (shared.Length is 0 && _development.Value is { } made)
        {
            shared = [new WebhookSecret(made)];
        }

        var now = new Dictionary<string, WebhookSecret[]>(StringComparer.OrdinalIgnoreCase) { [string.Empty] = shared };
        foreach (var (webhook, its) in options.Webhooks)
        {
            var own = Load(webhook, its.Secrets, its.SecretFiles, before);
            now[webhook] = own.Length > 0 ? own : shared;
        }

        _secrets = now.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private WebhookSecret[] Load(string webhook, IList<string> secrets, IList<string> files, FrozenDictionary<string, WebhookSecret[]> before)
    {
        List<WebhookSecret> loaded = [.. secrets.Where(secret => secret.Length > 0).Select(secret => new WebhookSecret(Encoding.UTF8.GetBytes(secret)))];
        foreach (var file in files)
        {
            if (SecretFile.TryRead(file, out var reason) is { } read)
            {
                loaded.Add(new WebhookSecret(read));
            }
            else if (before.TryGetValue(webhook, out var last))
            {
                // A file may be missing while it is replaced; keep its last content.
                LogFileUnreadable(_logger, reason!);
                return last;
            }
        }

        return [.. loaded];
    }

    [LoggerMessage(1, LogLevel.Warning, "The previous secrets stay in use: {Reason}")]
    private static partial void LogFileUnreadable(ILogger logger, string reason);
}
