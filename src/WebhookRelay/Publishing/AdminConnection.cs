using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace WebhookRelay.Publishing;

/// <summary>
/// A separate connection for everything but live traffic: inspecting queues, and publishing to a single queue. Opened on
/// first use and reopened after a loss.
/// </summary>
internal sealed class AdminConnection : IAsyncDisposable
{
    private const ushort NotFound = 404;

    /// <summary>The longest pause before a refusing queue is retried.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly IOptionsMonitor<PublishingOptions> _options;
    private readonly SemaphoreSlim _lock = new(1);
    private GatheredClient? _socket;
    private IConnection? _connection;
    private IChannel? _publishing;
    private CancellationTokenSource? _publishCancellation;

    public AdminConnection(IOptionsMonitor<PublishingOptions> options, TimeProvider time, ILogger<AdminConnection> logger)
    {
        _options = options;
        Renewal = new ChannelRenewal(ClosePublishChannelAsync, () => options.CurrentValue.Deadline, () => LongestPause, time, logger);
    }

    /// <summary>Replaces the publish channel.</summary>
    public ChannelRenewal Renewal { get; }

    /// <summary>A channel whose publishes complete with the broker's confirm, and a token that is cancelled when no confirm can arrive any more.</summary>
    public async Task<(IChannel Channel, CancellationToken Ending)> GetPublishChannelAsync(CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            if (_publishing is not { IsOpen: true })
            {
                var confirmed = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
                _publishing = await (await GetConnectionAsync(cancellationToken)).CreateChannelAsync(confirmed, cancellationToken);
                await CancelWaitingAsync();
                _publishCancellation = CancellationTokenSource.CreateLinkedTokenSource(_socket!.Ended);
            }

            return (_publishing, _publishCancellation!.Token);
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>Completes when the broker is connected.</summary>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            await GetConnectionAsync(cancellationToken);
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>The message and consumer counts of a queue; null when the queue does not exist.</summary>
    public async Task<QueueDeclareOk?> InspectQueueAsync(string queue, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            // The broker closes the channel when the queue does not exist.
            await using var channel = await (await GetConnectionAsync(cancellationToken)).CreateChannelAsync(cancellationToken: cancellationToken);
            return await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode is NotFound)
        {
            return null;
        }
        finally
        {
            _lock.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            await connection.DisposeAsync();
        }

        await CancelWaitingAsync();
        _lock.Dispose();
    }

    private async ValueTask ClosePublishChannelAsync()
    {
        await _lock.WaitAsync();
        try
        {
            if (_publishing is { } publishing)
            {
                _publishing = null;
                await publishing.DisposeAsync();
            }
        }
        finally
        {
            await CancelWaitingAsync();
            _lock.Release();
        }
    }

    /// <summary>Publishes on the old channel will not be answered.</summary>
    private async ValueTask CancelWaitingAsync()
    {
        if (_publishCancellation is { } cancellation)
        {
            _publishCancellation = null;
            await cancellation.CancelAsync();
            cancellation.Dispose();
        }
    }

    private async Task<IConnection> GetConnectionAsync(CancellationToken cancellationToken)
    {
        if (_connection is { IsOpen: true } open)
        {
            return open;
        }

        if (_connection is { } lost)
        {
            _connection = null;
            await lost.DisposeAsync();
        }

        var factory = BrokerConnectionSettings.CreateFactory(_options.CurrentValue);
        factory.ClientProvidedName = "WebhookRelay administration";
        factory.SocketFactory = family => _socket = new GatheredClient(ConnectionFactoryBase.DefaultSocketFactory(family));
        return _connection = await factory.CreateConnectionAsync(cancellationToken);
    }
}
