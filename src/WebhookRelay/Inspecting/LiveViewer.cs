using System.Threading.Channels;

namespace WebhookRelay.Inspecting;

/// <summary>One open list. A viewer that does not keep up is closed, and its browser connects again.</summary>
internal sealed class LiveViewer(Action<LiveViewer> leave) : IDisposable
{
    private const int MaxWaiting = 16;

    private readonly Channel<LiveChange> _changes = Channel.CreateBounded<LiveChange>(MaxWaiting);

    public ChannelReader<LiveChange> Changes => _changes.Reader;

    public void Send(LiveChange change)
    {
        if (!_changes.Writer.TryWrite(change))
        {
            _changes.Writer.TryComplete();
        }
    }

    public void End() => _changes.Writer.TryComplete();

    public void Dispose() => leave(this);
}

/// <param name="Html">The rows that are new or differ.</param>
/// <param name="More">How many more are new.</param>
/// <param name="Gone">The sequences of rows that no longer match.</param>
internal sealed record LiveChange(string Html, int More, IReadOnlyList<string> Gone);
