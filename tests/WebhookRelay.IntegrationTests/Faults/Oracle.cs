using System.Globalization;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Faults;

/// <summary>Holds what was sent against what came out.</summary>
internal sealed class Oracle(Sending sending)
{
    private static readonly TimeSpan AboutRight = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, string?> _arrived = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Row, string Ledger), string> _newest = [];
    private readonly List<string> _doubles = [];
    private readonly Dictionary<(string Id, string Ledger), int> _copies = [];
    private readonly DateTimeOffset _begin = DateTimeOffset.UtcNow;

    public int Arrived => _arrived.Count;

    /// <summary>What the last round came to.</summary>
    public string Told { get; private set; } = string.Empty;

    /// <summary>Takes what a round brought, and judges it.</summary>
    /// <param name="messages">What arrived in it.</param>
    /// <param name="faults">What was broken in it.</param>
    /// <param name="mayDouble">Why that may double; null where it may not.</param>
    /// <param name="timesAreTrue">Whether every event must tell when it was accepted.</param>
    /// <param name="most">How often one relay may bring an id; null where that is not said.</param>
    /// <returns>How many doubles it brought.</returns>
    public int Judge(IReadOnlyList<ReceivedEvent> messages, string faults, string? mayDouble, bool timesAreTrue, int? most = null)
    {
        var (arrived, doubled) = (_arrived.Count, _doubles.Count);
        _copies.Clear();
        foreach (var message in messages)
        {
            Take(message);
        }

        if (timesAreTrue)
        {
            Assert.All(messages, message => Assert.InRange(
                DateTimeOffset.Parse((string)message.Json["recordedtime"]!, CultureInfo.InvariantCulture), _begin - AboutRight, DateTimeOffset.UtcNow + AboutRight));
        }

        var missing = sending.Acknowledged.Where(id => !_arrived.ContainsKey(id)).Take(10).ToList();
        Assert.True(missing.Count is 0, $"Lost under '{faults}': {string.Join(", ", missing)}");
        Assert.True(_doubles.Count == doubled || mayDouble is not null, $"Doubled under '{faults}', which allows none: {string.Join(", ", _doubles.Skip(doubled).Take(10))}");
        var often = _copies.Where(copies => copies.Value > most).Select(copies => $"{copies.Key.Id} {copies.Value} times").Take(10).ToList();
        Assert.True(often.Count is 0, $"More than {most} copies by one relay under '{faults}': {string.Join(", ", often)}");
        Told = $"sent {sending.Sent.Count}, acknowledged {sending.Acknowledged.Count}, not acknowledged {sending.Refused}, arrived {_arrived.Count} ({_arrived.Count - arrived} new), doubled {_doubles.Count - doubled}"
            + (_doubles.Count > doubled ? $": {mayDouble}" : string.Empty);
        return _doubles.Count - doubled;
    }

    private void Take(ReceivedEvent message)
    {
        Assert.True(sending.Sent.TryGetValue(message.Id, out var body), $"{message.Id} was never sent.");
        Assert.True(body.Length is 0 || message.Body.Span.IndexOf(body) >= 0, $"The payload of {message.Id} is another.");
        var copy = (message.Id, (string)message.Json["ledgerid"]!);
        _copies[copy] = _copies.GetValueOrDefault(copy) + 1;
        if (_arrived.TryGetValue(message.Id, out var before))
        {
            Assert.Equal(before, message.Properties.MessageId);
            _doubles.Add(message.Id);
            return;
        }

        sending.Sent[message.Id] = [];
        _arrived[message.Id] = message.Properties.MessageId;
        var (key, sequence) = ((message.Subject!, (string)message.Json["ledgerid"]!), message.Sequence);
        Assert.True(!_newest.TryGetValue(key, out var last) || string.CompareOrdinal(last, sequence) < 0, $"{message.Id} of {message.Subject} came after a later one of the same relay.");
        _newest[key] = sequence;
    }
}
