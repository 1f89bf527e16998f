using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using WebhookRelay.Starting;
using WebhookRelay.Telemetry;

namespace WebhookRelay.Publishing;

/// <summary>
/// Maintains the exchange and the declared queues over its own connection. Nothing is published before they exist, and they
/// are checked at intervals, since a confirm does not show that one of several queues is full or missing.
/// </summary>
internal sealed partial class BrokerTopology(
    BrokerReadiness readiness,
    ExchangeDeclarer exchange,
    SubscriberQueues queues,
    BrokerManagement management,
    IOptionsMonitor<PublishingOptions> options,
    TimeProvider time,
    ILogger<BrokerTopology> logger) : BackgroundService
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(30);

    /// <summary>The management API is cheap to query, and shows what declaring again does not.</summary>
    private static readonly TimeSpan CheckIntervalWithManagement = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan StalledAfter = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private bool _logged;
    private string? _address;
    private volatile DependencyState _state = Initial(options.CurrentValue, time);

    public DependencyState State => _state;

    public IReadOnlyDictionary<string, DependencyState> Subscribers => queues.States;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.CurrentValue.RabbitMq is not { Length: > 0 })
        {
            readiness.SetReady();
            return;
        }

        var factory = BrokerConnectionSettings.CreateFactory(options.CurrentValue);
        factory.ClientProvidedName = "WebhookRelay topology";
        _address = $"{factory.HostName}:{factory.Port}";
        var pause = FirstPause;
        while (true)
        {
            try
            {
                await using var connection = await factory.CreateConnectionAsync(stoppingToken);
                pause = FirstPause;
                await WatchAsync(connection, stoppingToken);
            }
            catch (Exception e) when (e is RabbitMQClientException or IOException or SocketException or TimeoutException or ObjectDisposedException or ChannelClosedException
                || (e is OperationCanceledException && !stoppingToken.IsCancellationRequested))
            {
                SetUnavailable(BrokerErrorText.For(e));
            }

            readiness.SetLost();
            await Task.Delay(pause, time, stoppingToken);
            pause = BackOff.Next(pause, LongestPause);
        }
    }

    private async Task WatchAsync(IConnection connection, CancellationToken stoppingToken)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        ShutdownEventArgs? closeReason = null;
        Task Lost(object sender, ShutdownEventArgs why)
        {
            closeReason = why.Initiator is ShutdownInitiator.Peer ? why : null;
            readiness.SetLost();
            return lost.CancelAsync();
        }

        connection.ConnectionShutdownAsync += Lost;
        try
        {
            await EnsureAsync(connection, lost.Token);
        }
        catch (OperationCanceledException) when (closeReason is not null)
        {
            // The broker closed the connection and gave a reason.
            throw new AlreadyClosedException(closeReason);
        }
        finally
        {
            connection.ConnectionShutdownAsync -= Lost;
        }
    }

    private async Task EnsureAsync(IConnection connection, CancellationToken lost)
    {
        var first = true;
        while (connection.IsOpen)
        {
            await ReportStallAsync(exchange.EnsureAsync(connection, first, readiness.SetLost, lost), lost);
            var seen = await management.BindingsAsync(lost);
            await queues.EnsureAsync(connection, seen, first, lost);
            SetAvailable();
            readiness.SetReady();
            first = false;
            await Task.Delay(seen is null ? CheckInterval : CheckIntervalWithManagement, time, lost);
        }
    }

    /// <summary>Reports a broker that does not answer, long before its connection is given up.</summary>
    private async Task ReportStallAsync(Task question, CancellationToken lost)
    {
        if (await Task.WhenAny(question, Task.Delay(StalledAfter, time, lost)) != question && !lost.IsCancellationRequested)
        {
            SetUnavailable("stalled: it does not answer");
        }

        await question;
    }

    private void SetAvailable()
    {
        if (_state.Health is not DependencyHealth.Up)
        {
            _state = new DependencyState(DependencyHealth.Up, Reason: null, time.GetUtcNow());
            LogUp(logger);
        }
    }

    private void SetUnavailable(string reason)
    {
        var why = $"{_address}: {reason}";
        var was = _state.Health;
        _state = new DependencyState(
            DependencyHealth.Degraded,
            $"RabbitMQ is not usable ({why}); deliveries are kept until it is.",
            was is DependencyHealth.Up ? time.GetUtcNow() : _state.Since);
        if (was is DependencyHealth.Up || !_logged)
        {
            _logged = true;
            LogAway(logger, why);
        }
    }

    private static DependencyState Initial(PublishingOptions options, TimeProvider time) => options.RabbitMq is { Length: > 0 }
        ? new(DependencyHealth.Degraded, "RabbitMQ has not been reached yet.", time.GetUtcNow())
        : new(DependencyHealth.NotConfigured, "No broker is configured (Publishing:RabbitMq): events are logged and reach no service.", time.GetUtcNow());

    [LoggerMessage(1, LogLevel.Information, "RabbitMQ is ready: the exchange and the declared queues exist")]
    private static partial void LogUp(ILogger logger);

    [LoggerMessage(2, LogLevel.Warning, "RabbitMQ is not usable ({Reason}): deliveries are kept until it is")]
    private static partial void LogAway(ILogger logger, string reason);
}
