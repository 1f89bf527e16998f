using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using RabbitMQ.Client;

namespace WebhookRelay.Publishing;

/// <summary>
/// The client's socket, with its writes gathered: RabbitMQ.Client sends each message by itself, which costs a system call
/// here and a wake-up in the broker. What is written while a send is under way, or waits for a processor, goes out with
/// the next one. That a write has completed says nothing; the broker's confirm does. And it tells when nothing more comes
/// from the broker: RabbitMQ.Client 7.2 leaves a publish waiting for ever whose channel is disposed of while it shuts down.
/// </summary>
internal sealed class GatheredClient(ITcpClient client) : ITcpClient
{
    private readonly CancellationTokenSource _ended = new();
    private GatheredStream? _stream;

    /// <summary>Ends once all that came was read and nothing more will, or when the client closes it.</summary>
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

    /// <summary>Behind what was answered last, and is on its way to whoever waits for it.</summary>
    private void End() => _ = _ended.CancelAsync();
}

/// <summary>Reads as any stream of a socket; writes go through a pipe that is sent from. One writer at a time, as ever with a stream.</summary>
internal sealed class GatheredStream : NetworkStream
{
    private const int MostWaiting = 256 * 1024;
    private const int Segment = 64 * 1024;

    /// <summary>How long closing waits for what was written last.</summary>
    private static readonly TimeSpan SentWithin = TimeSpan.FromSeconds(1);

    private readonly Pipe _pipe = new(new PipeOptions(
        pauseWriterThreshold: MostWaiting, resumeWriterThreshold: MostWaiting / 2, minimumSegmentSize: Segment, useSynchronizationContext: false));

    private readonly Action _ended;
    private readonly Task _sending;

    /// <param name="socket">Connected; whoever made it closes it.</param>
    /// <param name="ended">Called when there is nothing more to read, maybe more than once.</param>
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

    /// <summary>Completes when there is room for more to wait.</summary>
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

    /// <summary>Sends what was written before, unless the other side does not take it.</summary>
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
