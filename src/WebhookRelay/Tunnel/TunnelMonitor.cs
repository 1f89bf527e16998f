using Microsoft.Extensions.Options;
using WebhookRelay.Receiving;
using WebhookRelay.Starting;
using WebhookRelay.Subscriptions;

namespace WebhookRelay.Tunnel;

/// <summary>In Development: follows the address of the ngrok tunnel to the public port.</summary>
internal sealed partial class TunnelMonitor(
    HttpClient http,
    PublicAddress address,
    DesiredStateReader desiredState,
    IOptionsMonitor<TunnelOptions> options,
    IOptionsMonitor<SubscriptionsOptions> subscriptions,
    IOptions<ReceivingOptions> receiving,
    IHostEnvironment environment,
    RunMode mode,
    TimeProvider time,
    ILogger<TunnelMonitor> logger) : BackgroundService
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!environment.IsDevelopment() || mode.Drain)
        {
            return;
        }

        using var timer = new PeriodicTimer(CheckInterval, time);
        do
        {
            if (subscriptions.CurrentValue.PublicUrl is not { Length: > 0 })
            {
                await CheckAsync(stoppingToken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task CheckAsync(CancellationToken stoppingToken)
    {
        var port = BindingAddress.Parse(receiving.Value.Url).Port;
        var current = address.Tunnel;
        var found = (await GetTunnelsAsync(stoppingToken))?.FindUrl(port, current);
        if (string.Equals(found, current, StringComparison.Ordinal))
        {
            return;
        }

        address.Tunnel = found;
        if (found is null)
        {
            LogGone(logger, current!);
            return;
        }

        foreach (var name in desiredState.Configured.Keys.DefaultIfEmpty())
        {
            LogOpen(logger, PublicUrl.Of(found, name));
        }
    }

    private async Task<NgrokTunnels?> GetTunnelsAsync(CancellationToken stoppingToken)
    {
        using var deadline = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stoppingToken);
        try
        {
            var tunnels = new Uri(options.CurrentValue.AgentUrl.TrimEnd('/') + "/api/tunnels");
            return NgrokTunnels.Read(await http.GetByteArrayAsync(tunnels, either.Token));
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !stoppingToken.IsCancellationRequested))
        {
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "A tunnel to this service is open. The address to paste into Labelbox: {WebhookUrl}")]
    private static partial void LogOpen(ILogger logger, string webhookUrl);

    [LoggerMessage(2, LogLevel.Warning, "The tunnel {TunnelUrl} is closed. Webhooks at Labelbox stay unchanged until another tunnel opens")]
    private static partial void LogGone(ILogger logger, string tunnelUrl);
}
