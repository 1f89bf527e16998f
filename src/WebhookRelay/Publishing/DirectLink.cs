using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace WebhookRelay.Publishing;

/// <summary>
/// A connection of its own for what is not live traffic: looking at queues, and publishing to one queue only. Opened
/// when it is first needed, and again when it was lost.
/// </summary>
internal sealed class DirectLink : IAsyncDisposable
{
    private const ushort NotFound = 404;

    /// <summary>Of a queue that refuses, before it is tried again.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly IOptionsMonitor<PublishingOptions> _options;
    private readonly SemaphoreSlim _opening = new(1);
    private GatheredClient? _socket;
    private IConnection? _connection;
    private IChannel? _publishing;
    private CancellationTokenSource? _ending;

    public DirectLink(IOptionsMonitor<PublishingOptions> options, TimeProvider time, ILogger<DirectLink> logger)
    {
        _options = options;
        Renewal = new ChannelRenewal(EndPublishingAsync, () => options.CurrentValue.Deadline, () => LongestPause, time, logger);
    }

    /// <summary>Of the channel to publish on.</summary>
    public ChannelRenewal Renewal { get; }

    /// <summary>A channel on which a publish ends with the broker's confirm, and what ends when none can come any more.</summary>
    public async Task<(IChannel Channel, CancellationToken Ending)> PublishingAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_publishing is not { IsOpen: true })
            {
                var confirmed = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
                _publishing = await (await ConnectedAsync(cancellationToken)).CreateChannelAsync(confirmed, cancellationToken);
                await EndWaitingAsync();
                _ending = CancellationTokenSource.CreateLinkedTokenSource(_socket!.Ended);
            }

            return (_publishing, _ending!.Token);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Completes when the broker is reached.</summary>
    public async Task ReachAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            await ConnectedAsync(cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>How many messages and consumers a queue has; null where there is no such queue.</summary>
    public async Task<QueueDeclareOk?> LookAsync(string queue, CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            // The broker closes the channel on which a queue was not found.
            await using var channel = await (await ConnectedAsync(cancellationToken)).CreateChannelAsync(cancellationToken: cancellationToken);
            return await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode is NotFound)
        {
            return null;
        }
        finally
        {
            _opening.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            await connection.DisposeAsync();
        }

        await EndWaitingAsync();
        _opening.Dispose();
    }

    private async ValueTask EndPublishingAsync()
    {
        await _opening.WaitAsync();
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
            await EndWaitingAsync();
            _opening.Release();
        }
    }

    /// <summary>What was published on the channel before is not answered any more.</summary>
    private async ValueTask EndWaitingAsync()
    {
        if (_ending is { } ending)
        {
            _ending = null;
            await ending.CancelAsync();
            ending.Dispose();
        }
    }

    private async Task<IConnection> ConnectedAsync(CancellationToken cancellationToken)
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

        var factory = BrokerAddress.Factory(_options.CurrentValue);
        factory.ClientProvidedName = "WebhookRelay administration";
        factory.SocketFactory = family => _socket = new GatheredClient(ConnectionFactoryBase.DefaultSocketFactory(family));
        return _connection = await factory.CreateConnectionAsync(cancellationToken);
    }
}
