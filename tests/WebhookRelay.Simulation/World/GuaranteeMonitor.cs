using System.Text.Json;
using WebhookRelay.Clock;
using WebhookRelay.Ledger;
using WebhookRelay.Publishing;
using WebhookRelay.Simulation.Disk;
using WebhookRelay.Simulation.Redis;
using WebhookRelay.Simulation.Time;

namespace WebhookRelay.Simulation.World;

/// <summary>
/// Checks the relays' guarantees during the run:
/// 2xx means synced; relayed means confirmed; a publish starts only if the lease covers its deadline; events of a row stay in order.
/// </summary>
internal sealed class GuaranteeMonitor(Timeline timeline, Trace trace, SimulatedRedis redis)
{
    private readonly Dictionary<string, Delivery> _sent = new(StringComparer.Ordinal);
    private readonly HashSet<string> _acknowledged = new(StringComparer.Ordinal);
    private readonly HashSet<string> _confirmed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outOfLine = new(StringComparer.Ordinal);
    private readonly HashSet<string> _mayDouble = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _arrived = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Ledger, string Row), long> _newest = [];
    private readonly List<(ProcessLifetime Lifetime, string Id, string Token)> _wentOut = [];

    /// <summary>The first broken guarantee; null if there is none.</summary>
    public string? Broken { get; private set; }

    /// <summary>Whether a relay treated Redis as unavailable, or Redis lost its data: two relays may then publish duplicates.</summary>
    public bool RedisWasInTrouble { get; set; }

    public void Sent(Delivery delivery) => _sent[delivery.Id] = delivery;

    public void Answered(string relay, AppendResult appended, RelayDisk disk)
    {
        Say(relay, $"answers {appended.Entry.Id}{(appended.Duplicate ? " (a repeat)" : string.Empty)}");
        _acknowledged.Add(appended.Entry.Id);
        if (!disk.Synced.Contains(appended.Entry.Sequence))
        {
            Break($"{appended.Entry.Id} was answered before it was synced");
        }
    }

    /// <summary>Checks that an entry's time is between its receipt and its answer, by the relay's reference clock.</summary>
    /// <param name="appended">The entry.</param>
    /// <param name="received">The time of receipt.</param>
    /// <param name="off">The error of the reference clock; null if unknown.</param>
    public void Dated(AppendResult appended, TimeSpan received, TimeSpan? off)
    {
        if (off is not { } known || appended.Duplicate)
        {
            return;
        }

        var shown = appended.Entry.AcceptedAt - ProcessClock.Beginning - known;
        if (shown < received - JumpTolerantClock.Tolerance || shown > timeline.Now + JumpTolerantClock.Tolerance)
        {
            Break($"{appended.Entry.Id} was accepted at {received.TotalSeconds:F6} s and is dated {shown.TotalSeconds:F6} s");
        }
    }

    /// <summary>The answer with <c>Receiving:Acknowledge = Relayed</c>.</summary>
    public void AnsweredRelayed(AppendResult appended, Settlement settlement)
    {
        if (settlement.State is DeliveryState.Relayed && !_confirmed.Contains(appended.Entry.Id))
        {
            Break($"{appended.Entry.Id} was answered as relayed before it was confirmed");
        }
    }

    public void WentOut(OutboundEvent outbound, ProcessLifetime lifetime)
    {
        var origin = EventOrigin.By(outbound);
        Say("broker", $"{outbound.Id} is published");
        _open[outbound.Id] = _open.GetValueOrDefault(outbound.Id) + 1;
        _wentOut.Add((lifetime, outbound.Id, origin.Token));
        if (origin.Local)
        {
            return;
        }

        var held = HolderOf(outbound.Id);
        if (redis.FlushedAt > timeline.Now - Settings.Lease)
        {
            return;
        }

        if (held is not { } claim || !Same(claim.Token, origin.Token))
        {
            Break($"{outbound.Id} was published without a claim");
        }
        else if (claim.Left < Settings.Deadline)
        {
            Break($"{outbound.Id} was published with {claim.Left} of its lease left");
        }
    }

    /// <summary>The message is in the queue, even if the answer is lost.</summary>
    public void Arrived(OutboundEvent outbound)
    {
        Say("broker", $"{outbound.Id} arrives");
        if (!_sent.TryGetValue(outbound.Id, out var delivery) || outbound.Body.AsSpan().IndexOf(delivery.Body) < 0)
        {
            Break($"{outbound.Id} arrived but was not sent with this content");
            return;
        }

        var times = _arrived[outbound.Id] = _arrived.GetValueOrDefault(outbound.Id) + 1;
        if (times > 1 || _outOfLine.Contains(outbound.Id))
        {
            return;
        }

        var origin = EventOrigin.By(outbound);
        if (_newest.TryGetValue((origin.Ledger, delivery.Row), out var newest) && origin.Sequence < newest)
        {
            Break($"{outbound.Id} arrived after a later event of {delivery.Row}");
        }

        _newest[(origin.Ledger, delivery.Row)] = origin.Sequence;
    }

    /// <summary>The relay has received the broker's confirm.</summary>
    public void Confirmed(OutboundEvent outbound, TimeSpan wentOutAt)
    {
        _confirmed.Add(outbound.Id);
        _open[outbound.Id]--;
        if (timeline.Now - wentOutAt >= Settings.Deadline)
        {
            _mayDouble.Add(outbound.Id);
        }
    }

    public void Settled(string id, Settlement settlement)
    {
        Say("ledger", $"{id} is {settlement.State}");
        if (settlement.State is DeliveryState.Relayed && !_confirmed.Contains(id))
        {
            Break($"{id} was settled as relayed before it was confirmed");
        }

        // Later events of its row no longer wait for it. A publish of it that is under way may still arrive.
        if (settlement.State is DeliveryState.Unrouted or DeliveryState.Duplicate)
        {
            _outOfLine.Add(id);
        }
    }

    /// <summary>Events that it published without completing their claim may be published again.</summary>
    public void Crashed(ProcessLifetime lifetime)
    {
        foreach (var (_, id, token) in _wentOut.Where(each => each.Lifetime == lifetime))
        {
            if (HolderOf(id) is not { Done: true } done || !Same(done.Token, token))
            {
                _mayDouble.Add(id);
            }
        }
    }

    /// <summary>The checks at the end, when all work is done.</summary>
    public void HoldAgainstWhatWasSent()
    {
        foreach (var id in _acknowledged.Where(id => !TellersOf(id).Any(_arrived.ContainsKey)))
        {
            Break($"{id} was acknowledged but never arrived");
        }

        foreach (var id in _arrived.Keys)
        {
            List<string> tellers = [.. TellersOf(id)];
            if (tellers.Sum(teller => _arrived.GetValueOrDefault(teller)) > 1 && !RedisWasInTrouble && !tellers.Exists(MayDouble))
            {
                Break($"{id} arrived twice without an allowed reason");
            }
        }
    }

    public void Break(string how)
    {
        Say("BROKEN", how);
        Broken ??= $"{how} ({timeline.Now.TotalSeconds:F6} s)";
    }

    public void Say(string who, string what) => trace.Say(timeline.Now, who, what);

    /// <summary>A publish that was answered late or never may be repeated.</summary>
    private bool MayDouble(string id) => _mayDouble.Contains(id) || _open.GetValueOrDefault(id) > 0;

    private IEnumerable<string> TellersOf(string id) => _sent.Values.Where(delivery => Same(delivery.Change, _sent[id].Change)).Select(delivery => delivery.Id);

    private (string Token, bool Done, TimeSpan Left)? HolderOf(string id) => redis.Keys.HolderOf($"{Deduplication.RedisDeduplication.Prefix}id:{id}");

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.Ordinal);

    /// <summary>The origin of an event, from its content.</summary>
    private sealed record EventOrigin(string Ledger, long Sequence, bool Local)
    {
        public string Token => $"{Ledger}/{Sequence}";

        public static EventOrigin By(OutboundEvent outbound)
        {
            using var json = JsonDocument.Parse(outbound.Body);
            var root = json.RootElement;
            return new EventOrigin(
                root.GetProperty("ledgerid").GetString()!,
                long.Parse(root.GetProperty("sequence").GetString()!, System.Globalization.CultureInfo.InvariantCulture),
                root.TryGetProperty("dedup", out _));
        }
    }
}
