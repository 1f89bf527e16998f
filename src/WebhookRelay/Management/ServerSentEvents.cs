using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace WebhookRelay.Management;

/// <summary>The wire format of server-sent events (HTML Living Standard, 9.2).</summary>
internal sealed class ServerSentEvents(PipeWriter writer)
{
    private const int Full = 64 * 1024;

    /// <summary>Writes only the cursor: the reader stores it without an event.</summary>
    public void Id(string id)
    {
        Field("id"u8, Encoding.UTF8.GetBytes(id));
        writer.Write("\n"u8);
    }

    /// <summary>Writes an event; each line of its data becomes a field.</summary>
    public void Event(string id, ReadOnlySpan<byte> data, ReadOnlySpan<byte> name = default)
    {
        Field("id"u8, Encoding.UTF8.GetBytes(id));
        if (!name.IsEmpty)
        {
            Field("event"u8, name);
        }

        while (true)
        {
            var end = data.IndexOfAny((byte)'\n', (byte)'\r');
            Field("data"u8, end < 0 ? data : data[..end]);
            if (end < 0)
            {
                break;
            }

            data = data[(end + (data[end..].StartsWith("\r\n"u8) ? 2 : 1))..];
        }

        writer.Write("\n"u8);
    }

    public async ValueTask FlushIfFullAsync(CancellationToken cancellationToken)
    {
        if (writer.UnflushedBytes >= Full)
        {
            await FlushAsync(cancellationToken);
        }
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if ((await writer.FlushAsync(cancellationToken)).IsCompleted)
        {
            throw new OperationCanceledException("The reader disconnected.", new CancellationToken(canceled: true));
        }
    }

    private void Field(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        writer.Write(name);
        writer.Write(": "u8);
        writer.Write(value);
        writer.Write("\n"u8);
    }
}
