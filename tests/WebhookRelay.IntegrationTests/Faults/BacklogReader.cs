using System.Diagnostics;
using System.Globalization;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Faults;

/// <summary>Reads a backlog and checks that everything arrives once, each row in order, with live deliveries in between.</summary>
internal sealed class BacklogReader(int count)
{
    private const string LivePrefix = "live-";

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _newest = new(StringComparer.Ordinal);
    private int _left = count;
    private long _ended;

    public TimeSpan SlowestLive { get; private set; }

    /// <summary>How long the backlog took since a timestamp.</summary>
    public TimeSpan Took(long from) => Stopwatch.GetElapsedTime(from, _ended);

    public void Take(ReceivedEvent message)
    {
        var now = Stopwatch.GetTimestamp();
        Assert.True(_ids.Add(message.Id), $"{message.Id} came twice.");
        if (message.Id.StartsWith(LivePrefix, StringComparison.Ordinal))
        {
            var took = Stopwatch.GetElapsedTime(long.Parse(message.Id.AsSpan(LivePrefix.Length), CultureInfo.InvariantCulture), now);
            SlowestLive = took > SlowestLive ? took : SlowestLive;
            return;
        }

        var row = message.Subject!;
        Assert.True(!_newest.TryGetValue(row, out var last) || string.CompareOrdinal(last, message.Sequence) < 0, $"{message.Id} of {row} came after a later one.");
        _newest[row] = message.Sequence;
        if (--_left is 0)
        {
            _ended = now;
        }
    }
}
