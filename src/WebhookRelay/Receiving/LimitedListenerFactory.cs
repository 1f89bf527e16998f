using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace WebhookRelay.Receiving;

/// <summary>
/// Limits connections when they are accepted. Kestrel's own limit applies later, when many more may be open, and closes new
/// connections instead of idle ones. Created with the host, before the settings are validated; reads no settings until a
/// port opens.
/// </summary>
internal sealed class LimitedListenerFactory(IOptions<SocketTransportOptions> sockets, ILoggerFactory loggers, Func<ConnectionLimit> limit) : IConnectionListenerFactory
{
    private readonly SocketTransportFactory _sockets = new(sockets, loggers);
    private readonly Dictionary<int, Port> _ports = [];

    /// <summary>Registers which port a port number is.</summary>
    public void Register(int number, Port port) => _ports[number] = port;

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var port = _ports.GetValueOrDefault((endpoint as IPEndPoint)?.Port ?? 0, Port.Public);
        return new Listener(await _sockets.BindAsync(endpoint, cancellationToken), limit().For(port));
    }

    private sealed class Listener(IConnectionListener inner, OpenConnections open) : IConnectionListener
    {
        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (await inner.AcceptAsync(cancellationToken) is { } connection)
            {
                if (await open.EnterAsync(connection) is { } place)
                {
                    connection.Features.Set(place);
                    return connection;
                }

                connection.Abort(new ConnectionAbortedException("The port has reached its connection limit."));
                await connection.DisposeAsync();
            }

            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
