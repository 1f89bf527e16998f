using System.Globalization;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Faults;

/// <summary>Compares the received events with the sent deliveries.</summary>
internal sealed class DeliveryVerifier(ContinuousSender sender)
{
    private static readonly TimeSpan AboutRight = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, string?> _arrived = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Row, string Ledger), string> _newest = [];
    private readonly List<string> _duplicates = [];
    private readonly Dictionary<(string Id, string Ledger), int> _copies = [];
    private readonly DateTimeOffset _begin = DateTimeOffset.UtcNow;

    public int Arrived => _arrived.Count;

    /// <summary>A summary of the last round.</summary>
    public string Summary { get; private set; } = string.Empty;

    /// <summary>Verifies the events of a round.</summary>
    /// <param name="messages">The events that arrived.</param>
    /// <param name="faults">The injected faults.</param>
    /// <param name="duplicateReason">Why duplicates are permitted; null if they are not.</param>
    /// <param name="timesAreTrue">Whether every event must have its true acceptance time.</param>
    /// <param name="maxCopies">The maximum copies of an id from one relay; null if unlimited.</param>
    /// <returns>The number of duplicates.</returns>
    public int Verify(IReadOnlyList<ReceivedEvent> messages, string faults, string? duplicateReason, bool timesAreTrue, int? maxCopies = null)
    {
        var (arrived, duplicated) = (_arrived.Count, _duplicates.Count);
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

        var missing = sender.Acknowledged.Where(id => !_arrived.ContainsKey(id)).Take(10).ToList();
        Assert.True(missing.Count is 0, $"Lost under '{faults}': {string.Join(", ", missing)}");
        Assert.True(_duplicates.Count == duplicated || duplicateReason is not null, $"Doubled under '{faults}', which allows none: {string.Join(", ", _duplicates.Skip(duplicated).Take(10))}");
        var often = _copies.Where(copies => copies.Value > maxCopies).Select(copies => $"{copies.Key.Id} {copies.Value} times").Take(10).ToList();
        Assert.True(often.Count is 0, $"More than {maxCopies} copies by one relay under '{faults}': {string.Join(", ", often)}");
        Summary = $"sent {sender.Sent.Count}, acknowledged {sender.Acknowledged.Count}, not acknowledged {sender.Refused}, arrived {_arrived.Count} ({_arrived.Count - arrived} new), duplicated {_duplicates.Count - duplicated}"
            + (_duplicates.Count > duplicated ? $": {duplicateReason}" : string.Empty);
        return _duplicates.Count - duplicated;
    }

    private void Take(ReceivedEvent message)
    {
        Assert.True(sender.Sent.TryGetValue(message.Id, out var body), $"{message.Id} was never sent.");
        Assert.True(body.Length is 0 || message.Body.Span.IndexOf(body) >= 0, $"The payload of {message.Id} differs.");
        var copy = (message.Id, (string)message.Json["ledgerid"]!);
        _copies[copy] = _copies.GetValueOrDefault(copy) + 1;
        if (_arrived.TryGetValue(message.Id, out var before))
        {
            Assert.Equal(before, message.Properties.MessageId);
            _duplicates.Add(message.Id);
            return;
        }

        sender.Sent[message.Id] = [];
        _arrived[message.Id] = message.Properties.MessageId;
        var (key, sequence) = ((message.Subject!, (string)message.Json["ledgerid"]!), message.Sequence);
        Assert.True(!_newest.TryGetValue(key, out var last) || string.CompareOrdinal(last, sequence) < 0, $"{message.Id} of {message.Subject} came after a later one of the same relay.");
        _newest[key] = sequence;
    }
}
