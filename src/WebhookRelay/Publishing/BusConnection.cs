using System.Net.Sockets;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace WebhookRelay.Publishing;

/// <summary>
/// The bus's connection. Its one channel cannot be closed through MassTransit, so the connection is closed instead;
/// MassTransit reopens both.
/// </summary>
internal sealed class BusConnection
{
    private volatile GatheredClient? _socket;

    public BusConnection(IOptionsMonitor<PublishingOptions> options, TimeProvider time, ILogger<BusConnection> logger) =>
        Renewal = new ChannelRenewal(EndAsync, () => options.CurrentValue.Deadline, () => options.CurrentValue.RefusedRetry, time, logger);

    public ChannelRenewal Renewal { get; }

    /// <summary>Cancelled when the current connection closes.</summary>
    public CancellationToken Ended => _socket?.Ended ?? CancellationToken.None;

    /// <summary>Uses this socket for the connection from now on.</summary>
    public ITcpClient Use(GatheredClient socket) => _socket = socket;

    private ValueTask EndAsync()
    {
        try
        {
            // The client reads the end of the stream, as if the broker had closed it.
            _socket?.Client.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }

        return ValueTask.CompletedTask;
    }
}
