using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace WebhookRelay.LoadTests.Sending;

/// <summary>A keep-alive connection that sends prepared requests and reads the responses cheaply, because the sender shares the CPU with the contestant.</summary>
internal sealed class HttpConnection(int port) : IDisposable
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private Socket? _socket;

    /// <summary>Sends a request and returns the status and the raw response. It reconnects if the idle connection was closed.</summary>
    public async Task<(int Status, ReadOnlyMemory<byte> Answer)> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        var fresh = _socket is null;
        try
        {
            return await TryAsync(request, cancellationToken);
        }
        catch (SocketException) when (!fresh)
        {
            Dispose();
            return await TryAsync(request, cancellationToken);
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private async Task<(int Status, ReadOnlyMemory<byte> Answer)> TryAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        if (_socket is null)
        {
            _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await _socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        }

        for (var sent = 0; sent < request.Length;)
        {
            sent += await _socket.SendAsync(request[sent..], cancellationToken);
        }

        var length = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            if (read is 0)
            {
                throw new SocketException((int)SocketError.ConnectionReset);
            }

            length += read;
            if (IsWhole(_buffer.AsSpan(0, length)))
            {
                return (int.Parse(_buffer.AsSpan(9, 3), CultureInfo.InvariantCulture), _buffer.AsMemory(0, length));
            }
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var head = Encoding.ASCII.GetString(answer[..end]);
        const string Length = "Content-Length: ";
        var at = head.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return answer.EndsWith("0\r\n\r\n"u8);
        }

        var value = head.AsSpan(at + Length.Length);
        var line = value.IndexOf('\r');
        return answer.Length - end - 4 >= int.Parse(line < 0 ? value : value[..line], CultureInfo.InvariantCulture);
    }
}
