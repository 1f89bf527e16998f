using System.Net;
using System.Net.Sockets;
using WebhookRelay.Publishing;

namespace WebhookRelay.Tests.Publishing;

public sealed class GatheredStreamTests : IAsyncLifetime
{
    private static readonly TimeSpan Ceiling = TimeSpan.FromSeconds(30);

    private readonly Socket _own = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Socket? _broker;
    private GatheredStream? _stream;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    private Socket Broker => _broker!;

    private GatheredStream Stream => _stream!;

    public async ValueTask InitializeAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        await _own.ConnectAsync(listener.LocalEndPoint!, Ending);
        _broker = await listener.AcceptAsync(Ending);
        _stream = new GatheredStream(_own, () => _ended.TrySetResult());
    }

    public async ValueTask DisposeAsync()
    {
        _broker?.Dispose();
        _own.Dispose();
        await Stream.DisposeAsync();
    }

    [Fact]
    public async Task Writes_arrive_complete_and_in_order()
    {
        var random = new Random(7);
        var written = new byte[4_000_000];
        random.NextBytes(written);
        var arriving = ReadAsync(written.Length);
        for (var (at, count) = (0, 0); at < written.Length; at += count)
        {
            count = Math.Min(random.Next(1, 20_000), written.Length - at);
            switch (random.Next(3))
            {
                case 0:
                    await Stream.WriteAsync(written.AsMemory(at, count), Ending);
                    break;
                case 1:
#pragma warning disable CA1835 // The older way is what is tried here.
                    await Stream.WriteAsync(written, at, count, Ending);
#pragma warning restore CA1835
                    break;
                default:
                    Stream.Write(written, at, count);
                    break;
            }
        }

        Assert.Equal(written, await arriving);
    }

    [Fact]
    public async Task Write_waits_for_a_stalled_reader_and_then_continues()
    {
        var waiting = Fill();
        Assert.False(waiting.Write.IsCompleted);
        await ReadAsync(waiting.Bytes);
        await waiting.Write.WaitAsync(Ceiling, Ending);
    }

    [Fact]
    public async Task Writer_sees_a_broken_connection()
    {
        var waiting = Fill();
        Broker.LingerState = new LingerOption(enable: true, seconds: 0);
        Broker.Close();

        await Assert.ThrowsAsync<IOException>(() => waiting.Write.WaitAsync(Ceiling, Ending));
        await Assert.ThrowsAsync<IOException>(async () => await Stream.WriteAsync(new byte[1], Ending));
    }

    [Fact]
    public async Task Closing_sends_what_was_written_before()
    {
        var written = new byte[200_000];
        Random.Shared.NextBytes(written);
        await Stream.WriteAsync(written, Ending);
        await Stream.DisposeAsync();

        Assert.Equal(written, await ReadAsync(written.Length));
    }

    [Fact]
    public async Task End_is_reported_after_the_remaining_bytes()
    {
        await Broker.SendAsync("answer"u8.ToArray(), Ending);
        Broker.Shutdown(SocketShutdown.Both);
        var read = new byte[16];

        Assert.Equal(6, await Stream.ReadAsync(read, Ending));
        Assert.False(_ended.Task.IsCompleted);
        Assert.Equal(0, await Stream.ReadAsync(read, Ending));
        Assert.True(_ended.Task.IsCompleted);
    }

    [Fact]
    public async Task End_is_reported_when_reading_fails()
    {
        var reading = Stream.ReadAsync(new byte[16], Ending).AsTask();
        Broker.LingerState = new LingerOption(enable: true, seconds: 0);
        Broker.Close();

        await Assert.ThrowsAsync<IOException>(() => reading.WaitAsync(Ceiling, Ending));
        Assert.True(_ended.Task.IsCompleted);
    }

    [Fact]
    public void End_is_reported_when_the_client_closes()
    {
        using var client = new GatheredClient(RabbitMQ.Client.ConnectionFactoryBase.DefaultSocketFactory(AddressFamily.InterNetwork));
        Assert.False(client.Ended.IsCancellationRequested);
        client.Close();
        Assert.True(client.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task Closing_does_not_wait_long_for_a_stalled_reader()
    {
        _ = Fill();
        await Stream.DisposeAsync().AsTask().WaitAsync(Ceiling, Ending);
    }

    /// <summary>Writes more than the sockets and the stream can buffer, so that it must wait.</summary>
    private (Task Write, int Bytes) Fill()
    {
        var much = new byte[64 * 1024 * 1024];
        return (Stream.WriteAsync(much, Ending).AsTask(), much.Length);
    }

    private async Task<byte[]> ReadAsync(int count)
    {
        var read = new byte[count];
        for (var at = 0; at < count;)
        {
            var came = await Broker.ReceiveAsync(read.AsMemory(at), Ending).AsTask().WaitAsync(Ceiling, Ending);
            Assert.NotEqual(0, came);
            at += came;
        }

        return read;
    }
}
