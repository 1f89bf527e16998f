using System.Net;
using System.Net.Sockets;
using System.Text;

namespace WebhookRelay.Tests.LabelboxApi;

/// <summary>A raw TCP server: it sends fixed bytes for each request, then closes, resets or keeps the connection.</summary>
internal sealed class RawServer : IDisposable
{
    public const string Half = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\":";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource[] _asked;
    private readonly Task _serving;
    private int _requests;

    public RawServer(params (string Bytes, AfterSend Then)[] answers)
    {
        _asked = [.. answers.Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        _listener.Start();
        _serving = ServeAsync(answers);
    }

    public Uri Endpoint => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/graphql");

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Completes after a number of requests and responses.</summary>
    public Task AskedAsync(int requests, CancellationToken cancellationToken) =>
        _asked[requests - 1].Task.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);

    public static string Whole(string body) => $"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    public void Dispose()
    {
        _closing.Cancel();
        _listener.Dispose();
        _serving.ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        _closing.Dispose();
    }

    private async Task ServeAsync((string Bytes, AfterSend Then)[] answers)
    {
        List<TcpClient> open = [];
        var reuse = false;
        try
        {
            foreach (var (bytes, then) in answers)
            {
                if (!reuse)
                {
                    open.Add(await _listener.AcceptTcpClientAsync(_closing.Token));
                }

                var connection = open[^1];
                reuse = then is AfterSend.Reuse;
                _ = await connection.GetStream().ReadAsync(new byte[64 * 1024], _closing.Token);
                var request = Interlocked.Increment(ref _requests);
                await connection.GetStream().WriteAsync(Encoding.UTF8.GetBytes(bytes), _closing.Token);
                _asked[request - 1].SetResult();
                if (then is AfterSend.Reset)
                {
                    connection.Client.LingerState = new LingerOption(enable: true, seconds: 0);
                }

                if (then is AfterSend.Close or AfterSend.Reset)
                {
                    connection.Close();
                }
            }

            await Task.Delay(Timeout.Infinite, _closing.Token);
        }
        finally
        {
            open.ForEach(connection => connection.Dispose());
        }
    }
}

/// <summary>What the server does with a connection after sending its bytes.</summary>
public enum AfterSend
{
    Close,
    Reset,
    KeepOpen,

    /// <summary>It stays open for the next request.</summary>
    Reuse,
}
