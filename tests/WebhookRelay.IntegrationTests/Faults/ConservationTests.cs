using System.Globalization;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Faults;

/// <summary>
/// The promise, under every fault there is: each id that was answered 2xx arrives with its payload, nothing arrives that
/// was not sent, doubles come only with a fault that design allows them for, each row's events come in the order of one
/// relay's ledger, and once a fault is over everything is settled.
/// </summary>
public sealed class ConservationTests
{
    /// <summary>How many rounds a run in the suite has; a long one is asked for.</summary>
    private const int ShortRun = 7;

    [Fact]
    public async Task Nothing_that_was_acknowledged_is_lost_whatever_fails()
    {
        var seed = Number("WEBHOOKRELAY_FAULT_SEED") ?? Environment.TickCount & 0x7fff_ffff;
        var rounds = Number("WEBHOOKRELAY_FAULT_ROUNDS") ?? ShortRun;
        var random = new Random(seed);
        await using var scene = await Scene.OpenAsync();
        var sending = new Sending(scene, seed);
        var oracle = new Oracle(sending);
        Say($"seed {seed}, {rounds} rounds: repeat it with WEBHOOKRELAY_FAULT_SEED={seed} WEBHOOKRELAY_FAULT_ROUNDS={rounds}");
        if (!scene.HasDisk)
        {
            Say("left out: 'ledger disk full' (mounting a tmpfs needs root)");
        }

        foreach (var (number, faults) in Plan(random, rounds, scene.HasDisk))
        {
            var name = string.Join(" + ", faults.Select(fault => fault.Name));
            Say($"round {number} of {rounds}: {name}");
            await sending.DuringAsync(() => Task.WhenAll(faults.Select(fault => fault.StrikeAsync(scene))));
            await scene.SettledAsync();
            var told = oracle.Judge(await scene.Queue.ReadAllAsync(), name, faults.Select(fault => fault.MayDouble).OfType<string>().FirstOrDefault());
            Say($"  {told}");
        }
    }

    /// <summary>First the single faults in an order of their own, and then two at a time.</summary>
    private static IEnumerable<(int Number, Fault[] Faults)> Plan(Random random, int rounds, bool hasDisk)
    {
        Fault[] each = [.. Fault.All.Where(fault => hasDisk || fault.Name is not "ledger disk full")];
        random.Shuffle(each);
        for (var i = 0; i < rounds; i++)
        {
            // What strikes the same part twice at once is one fault: the second would mend the first.
            var (one, other) = (each[i % each.Length], each[random.Next(each.Length)]);
            yield return (i + 1, i < each.Length || Part(one) == Part(other) ? [one] : [one, other]);
        }
    }

    private static char Part(Fault fault) => fault.Name switch
    {
        var name when name.StartsWith("broker", StringComparison.Ordinal) || name.EndsWith("alarm", StringComparison.Ordinal) || name is "queue deleted" => 'b',
        var name when name.StartsWith("Redis", StringComparison.Ordinal) => 'r',
        var name when name.StartsWith("connections", StringComparison.Ordinal) => 'c',
        "nothing" or "ledger disk full" => 'd',
        _ => 'f',
    };

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static void Say(string line)
    {
        TestContext.Current.SendDiagnosticMessage("{0}", line);
        TestContext.Current.TestOutputHelper?.WriteLine(line);
    }
}

/// <summary>Holds what was sent against what came out.</summary>
internal sealed class Oracle(Sending sending)
{
    private readonly Dictionary<string, string?> _arrived = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Row, string Ledger), string> _newest = [];
    private readonly HashSet<string> _doubles = new(StringComparer.Ordinal);

    /// <summary>Takes what a round brought, and judges it.</summary>
    /// <returns>Its line of the table.</returns>
    public string Judge(IReadOnlyList<ReceivedEvent> messages, string faults, string? mayDouble)
    {
        var (arrived, doubled) = (_arrived.Count, _doubles.Count);
        foreach (var message in messages)
        {
            Take(message);
        }

        var missing = sending.Acknowledged.Where(id => !_arrived.ContainsKey(id)).Take(10).ToList();
        Assert.True(missing.Count is 0, $"Lost under '{faults}': {string.Join(", ", missing)}");
        Assert.True(_doubles.Count == doubled || mayDouble is not null, $"Doubled under '{faults}', which allows none: {string.Join(", ", _doubles.Skip(doubled).Take(10))}");
        return $"sent {sending.Sent.Count}, acknowledged {sending.Acknowledged.Count}, not acknowledged {sending.Refused}, arrived {_arrived.Count} ({_arrived.Count - arrived} new), doubled {_doubles.Count - doubled}"
            + (_doubles.Count > doubled ? $": {mayDouble}" : string.Empty);
    }

    private void Take(ReceivedEvent message)
    {
        Assert.True(sending.Sent.TryGetValue(message.Id, out var body), $"{message.Id} was never sent.");
        Assert.True(body.Length is 0 || message.Body.Span.IndexOf(body) >= 0, $"The payload of {message.Id} is another.");
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
