using System.Text;

namespace WebhookRelay.Tests.Cli;

/// <summary>A fake event stream.</summary>
internal static class FakeEvents
{
    public static string Event(string cursor, string id) => $"id: {cursor}\ndata: {{\"id\":\"{id}\",\"labelboxevent\":\"LABEL_UPDATED\",\"projectid\":\"p\",\"data\":{{}}}}\n\n";

    public static HttpResponseMessage Stream(string text, bool thenWaits = false) => new()
    {
        Content = new StreamContent(thenWaits ? new WaitingStream(Encoding.UTF8.GetBytes(text)) : new MemoryStream(Encoding.UTF8.GetBytes(text))),
    };

    /// <summary>Each request gets the next response.</summary>
    public static void Streams(FakeRelay relay, params Func<ReceivedRequest, HttpResponseMessage>[] answers)
    {
        var next = 0;
        relay.On("GET /events", asked => answers[Interlocked.Increment(ref next) - 1](asked));
    }

    /// <summary>A stream that blocks at its end.</summary>
    private sealed class WaitingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (await base.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                return read;
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return 0;
        }
    }
}
