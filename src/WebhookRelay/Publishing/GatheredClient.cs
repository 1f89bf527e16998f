using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using RabbitMQ.Client;

namespace WebhookRelay.Publishing;

/// <summary>
/// The client's socket with batched writes. RabbitMQ.Client sends each message separately, which costs a system call here
/// and a wake-up in the broker; here, everything written during a send is sent together next. A completed write is not a
/// confirmation; only the broker's confirm is. Also signals the end of the connection: RabbitMQ.Client 7.2 makes a publish wait
/// forever if its channel is disposed while it shuts down.
/// </summary>
internal sealed class GatheredClient(ITcpClient client) : ITcpClient
{
    private readonly CancellationTokenSource _ended = new();
    private GatheredStream? _stream;

    /// <summary>Cancelled once everything received was read and nothing more will arrive, or when the client closes the socket.</summary>
    public CancellationToken Ended => _ended.Token;

    public bool Connected => client.Connected;

    public TimeSpan ReceiveTimeout
    {
        get => client.ReceiveTimeout;
        set => client.ReceiveTimeout = value;
    }

    public Socket Client => client.Client;

    public Task ConnectAsync(IPAddress host, int port, CancellationToken cancellationToken = default) => client.ConnectAsync(host, port, cancellationToken);

    public NetworkStream GetStream() => _stream ??= new GatheredStream(client.Client, End);

    public void Close()
    {
        client.Close();
        End();
    }

    public void Dispose()
    {
        client.Dispose();
        End();
    }

    /// <summary>Signals after the last answers, which are still on their way to their callers.</summary>
    private void End() => _ = _ended.CancelAsync();
}

/// <summary>Reads like any socket stream; writes go through a pipe. One writer at a time, as with any stream.</summary>
internal sealed class GatheredStream : NetworkStream
{
    private const int MostWaiting = 256 * 1024;
    private const int Segment = 64 * 1024;

    /// <summary>How long closing waits for the last writes.</summary>
    private static readonly TimeSpan SentWithin = TimeSpan.FromSeconds(1);

    private readonly Pipe _pipe = new(new PipeOptions(
        pauseWriterThreshold: MostWaiting, resumeWriterThreshold: MostWaiting / 2, minimumSegmentSize: Segment, useSynchronizationContext: false));

    private readonly Action _ended;
    private readonly Task _sending;

    /// <param name="socket">A connected socket; its creator closes it.</param>
    /// <param name="ended">Called when there is nothing more to read, possibly more than once.</param>
    public GatheredStream(Socket socket, Action ended)
        : base(socket) => (_ended, _sending) = (ended, SendAsync());

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = 0;
        try
        {
            return read = await base.ReadAsync(buffer, cancellationToken);
        }
        finally
        {
            if (read is 0 && !buffer.IsEmpty)
            {
                _ended();
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Completes when the buffer has room for more.</summary>
    /// <exception cref="IOException">The connection is broken.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if ((await _pipe.Writer.WriteAsync(buffer, cancellationToken)).IsCompleted)
        {
            await _sending;
            throw new IOException("The connection is closed.");
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => WriteAsync(buffer.ToArray()).AsTask().GetAwaiter().GetResult();

    /// <summary>Sends pending writes, unless the other side does not accept them.</summary>
    public override async ValueTask DisposeAsync()
    {
        await _pipe.Writer.CompleteAsync();
        await _sending.WaitAsync(SentWithin).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.DisposeAsync();
    }

    private async Task SendAsync()
    {
        try
        {
            while (await _pipe.Reader.ReadAsync() is { Buffer.IsEmpty: false } gathered)
            {
                foreach (var segment in gathered.Buffer)
                {
                    await base.WriteAsync(segment);
                }

                _pipe.Reader.AdvanceTo(gathered.Buffer.End);
            }
        }
        finally
        {
            await _pipe.Reader.CompleteAsync();
        }
    }
}
