using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>Which way bytes go through a <see cref="TcpProxy"/>.</summary>
internal enum Direction
{
    ToServer,
    ToClient,
}

/// <summary>Stands between the relay and a server, so that a test can hold a step where it wants it.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentDictionary<TcpClient, byte> _open = new();
    private readonly ConcurrentDictionary<Direction, TaskCompletionSource> _held = new();
    private readonly Task _accepting;

    /// <param name="target">The server's port.</param>
    /// <param name="port">Its own; a free one where none is given.</param>
    public TcpProxy(int target, int port = 0)
    {
        Target = target;
        _listener = new(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The port that new connections go to.</summary>
    public int Target { get; set; }

    /// <summary>Looks at every piece of bytes before it is passed on. It may call <see cref="Hold"/>, which then holds that piece too.</summary>
    public Action<Direction, ReadOnlyMemory<byte>>? Watch { get; set; }

    public void Hold(Direction direction) => _held.TryAdd(direction, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Release(Direction direction)
    {
        if (_held.TryRemove(direction, out var held))
        {
            held.SetResult();
        }
    }

    /// <summary>Breaks every connection; what is held is lost.</summary>
    public void Cut()
    {
        foreach (var client in _open.Keys)
        {
            client.Close();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        Cut();
        foreach (var direction in _held.Keys)
        {
            Release(direction);
        }

        await _accepting;
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                running.Add(ForwardAsync(await _listener.AcceptTcpClientAsync(_ending.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            _open[client] = _open[server] = 0;
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, Target, _ending.Token);
                await Task.WhenAny(
                    PipeAsync(client.GetStream(), server.GetStream(), Direction.ToServer),
                    PipeAsync(server.GetStream(), client.GetStream(), Direction.ToClient));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                // The connection is over, on either side.
            }
            finally
            {
                _open.TryRemove(client, out _);
                _open.TryRemove(server, out _);
            }
        }
    }

    private async Task PipeAsync(NetworkStream from, NetworkStream to, Direction direction)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, _ending.Token) is > 0 and var length)
            {
                Watch?.Invoke(direction, buffer.AsMemory(0, length));
                if (_held.TryGetValue(direction, out var held))
                {
                    await held.Task.WaitAsync(_ending.Token);
                }

                await to.WriteAsync(buffer.AsMemory(0, length), _ending.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // Likewise.
        }
    }
}
