using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace WebhookRelay.IntegrationTests.Support;

/// <summary>An HTTP proxy that records requests and rejects them.</summary>
internal sealed class RecordingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _serving;

    public RecordingProxy()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>The heads of the received requests.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The proxy environment variables, without any exceptions.</summary>
    public (string Key, string Value)[] Variables =>
    [
        .. ((string[])["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"]).Select(name => (name, $"http://{_listener.LocalEndpoint}")),
        ("NO_PROXY", null!),
        ("no_proxy", null!),
    ];

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _serving;
        _ending.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_ending.Token);
                var stream = client.GetStream();
                var head = new byte[8192];
                var read = await stream.ReadAsync(head, _ending.Token);
                Requests.Enqueue(Encoding.Latin1.GetString(head, 0, read));
                await stream.WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), _ending.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException or IOException)
        {
            // It ends, or a client did.
        }
    }
}
