using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>The direction of bytes through a <see cref="TcpProxy"/>.</summary>
internal enum Direction
{
    ToServer,
    ToClient,
}

/// <summary>A proxy between the relay and a server, with which a test can hold back bytes.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentDictionary<TcpClient, byte> _open = new();
    private readonly ConcurrentDictionary<Direction, TaskCompletionSource> _held = new();
    private readonly Task _accepting;

    /// <param name="target">The server's port.</param>
    /// <param name="port">Its own port; a free one by default.</param>
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

    /// <summary>Is called for every chunk before it is forwarded. It can call <see cref="Hold"/>, which also holds that chunk.</summary>
    public Action<Direction, ReadOnlyMemory<byte>>? Watch { get; set; }

    public void Hold(Direction direction) => _held.TryAdd(direction, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Release(Direction direction)
    {
        if (_held.TryRemove(direction, out var held))
        {
            held.SetResult();
        }
    }

    /// <summary>Closes every connection. Held bytes are lost.</summary>
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
                // The connection was closed by either side.
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
            // The connection was closed.
        }
    }
}
