using System.Net.Sockets;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace WebhookRelay.Publishing;

/// <summary>
/// The bus's connection. It has one channel, which MassTransit lets nobody end; with the connection it ends too, and
/// MassTransit opens both again.
/// </summary>
internal sealed class BusConnection
{
    private volatile GatheredClient? _socket;

    public BusConnection(IOptionsMonitor<PublishingOptions> options, TimeProvider time, ILogger<BusConnection> logger) =>
        Renewal = new ChannelRenewal(EndAsync, () => options.CurrentValue.Deadline, () => options.CurrentValue.RefusedRetry, time, logger);

    public ChannelRenewal Renewal { get; }

    /// <summary>Ends with the connection there is now.</summary>
    public CancellationToken Ended => _socket?.Ended ?? CancellationToken.None;

    /// <summary>It is made over this socket from now on.</summary>
    public ITcpClient Use(GatheredClient socket) => _socket = socket;

    private ValueTask EndAsync()
    {
        try
        {
            // The client reads the end of the stream, as when the broker closes it.
            _socket?.Client.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }

        return ValueTask.CompletedTask;
    }
}
