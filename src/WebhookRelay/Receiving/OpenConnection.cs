using System.Net;
using Microsoft.AspNetCore.Connections;

namespace WebhookRelay.Receiving;

/// <summary>An open connection. While it is idle, it can be closed to make room for a new one.</summary>
internal sealed class OpenConnection(OpenConnections all, ConnectionContext connection, IPAddress? sender, TimeProvider time) : IDisposable
{
    private const int Waiting = 0;
    private const int Serving = 1;
    private const int Displaced = 2;

    private int _state = Waiting;
    private long _since = time.GetTimestamp();
    private volatile bool _hasDelivered;

    /// <summary>The sender whose share it counts against; null if none.</summary>
    public IPAddress? Sender => sender;

    public IPAddress? Address => (connection.RemoteEndPoint as IPEndPoint)?.Address;

    /// <summary>Whether it waits for a complete request head.</summary>
    public bool IsWaiting => Volatile.Read(ref _state) is Waiting;

    /// <summary>Whether a request on it was answered 200; on the public port its sender then knows a secret.</summary>
    public bool HasDelivered => _hasDelivered;

    /// <summary>When it became idle.</summary>
    public long Since => Volatile.Read(ref _since);

    /// <summary>Serves a request; the connection is not closed meanwhile.</summary>
    public static async Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        var connection = context.Features.Get<OpenConnection>();
        connection?.Begin();
        try
        {
            await next(context);
        }
        finally
        {
            connection?.End(context.Response.StatusCode is StatusCodes.Status200OK);
        }
    }

    /// <summary>Closes it unless it serves a request.</summary>
    public bool TryDisplace()
    {
        if (Interlocked.CompareExchange(ref _state, Displaced, Waiting) is not Waiting)
        {
            return false;
        }

        connection.Abort(new ConnectionAbortedException("Closed while idle, to make room for a new connection."));
        return true;
    }

    public void Dispose() => all.Leave(this);

    private void Begin() => Interlocked.CompareExchange(ref _state, Serving, Waiting);

    private void End(bool delivered)
    {
        _hasDelivered |= delivered;
        Volatile.Write(ref _since, time.GetTimestamp());
        Interlocked.CompareExchange(ref _state, Waiting, Serving);
    }
}
