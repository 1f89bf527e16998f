using System.Runtime.InteropServices;
using WebhookRelay.Contracts;

namespace WebhookRelay.Ledger;

/// <summary>What is counted.</summary>
internal enum ActivityKind : byte
{
    /// <summary>Accepted deliveries, by webhook and topic.</summary>
    Accepted = 0,

    /// <summary>Settled deliveries, by state and topic. A delivery that waited for a queue is counted as unrouted, and again when it is relayed.</summary>
    Settled = 1,

    /// <summary>Refused requests, by reason.</summary>
    Refused = 2,
}

/// <param name="Kind">What is counted.</param>
/// <param name="Name">The webhook, the state or the reason.</param>
/// <param name="Topic">The topic; <see cref="LabelboxTopic.Other"/> for refused requests.</param>
/// <param name="Count">How many.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ActivityCount(ActivityKind Kind, string Name, LabelboxTopic Topic, long Count);

/// <summary>Counts of one span of time. Not thread-safe. Counting a delivery takes a few nanoseconds.</summary>
internal sealed class ActivityCounts
{
    private static readonly int Topics = Enum.GetValues<LabelboxTopic>().Length;
    private static readonly DeliveryState[] States = Enum.GetValues<DeliveryState>();

    private readonly Dictionary<string, long[]> _accepted = new(StringComparer.OrdinalIgnoreCase);
    private readonly long[] _settled = new long[States.Length * Topics];
    private readonly Dictionary<string, long> _refused = new(StringComparer.Ordinal);
    private string? _webhook;
    private long[] _ofWebhook = [];

    public IEnumerable<ActivityCount> All =>
    [
        .. _accepted.SelectMany(webhook => webhook.Value.Select((count, topic) => new ActivityCount(ActivityKind.Accepted, webhook.Key, (LabelboxTopic)topic, count))).Where(count => count.Count > 0),
        .. _settled.Select((count, at) => new ActivityCount(ActivityKind.Settled, States[at / Topics].Name(), (LabelboxTopic)(at % Topics), count)).Where(count => count.Count > 0),
        .. _refused.Select(reason => new ActivityCount(ActivityKind.Refused, reason.Key, LabelboxTopic.Other, reason.Value)),
    ];

    public void Accepted(string webhook, LabelboxTopic topic, long count = 1)
    {
        // Successive deliveries often have the same webhook.
        if (!string.Equals(webhook, _webhook, StringComparison.Ordinal))
        {
            ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(_accepted, webhook, out _);
            (_webhook, _ofWebhook) = (webhook, counts ??= new long[Topics]);
        }

        _ofWebhook[(int)topic] += count;
    }

    public void Settled(DeliveryState state, LabelboxTopic topic, long count = 1) => _settled[((int)state * Topics) + (int)topic] += count;

    public void Refused(string reason, long count = 1) => CollectionsMarshal.GetValueRefOrAddDefault(_refused, reason, out _) += count;

    public void Add(ActivityCounts others)
    {
        foreach (var each in others.All)
        {
            Add(each);
        }
    }

    public byte[] Encode()
    {
        using var record = new MemoryStream();
        using var writer = new BinaryWriter(record);
        foreach (var (kind, name, topic, count) in All)
        {
            writer.Write((byte)kind);
            writer.Write(name);
            writer.Write((byte)topic);
            writer.Write7BitEncodedInt64(count);
        }

        writer.Flush();
        return record.ToArray();
    }

    /// <summary>What this version does not understand is left out: counts must not stop the ledger.</summary>
    public static ActivityCounts Decode(byte[] record)
    {
        var counts = new ActivityCounts();
        using var reader = new BinaryReader(new MemoryStream(record));
        try
        {
            while (reader.BaseStream.Position < record.Length)
            {
                counts.Add(new ActivityCount((ActivityKind)reader.ReadByte(), reader.ReadString(), (LabelboxTopic)reader.ReadByte(), reader.Read7BitEncodedInt64()));
            }
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            // Another version wrote the rest.
        }

        return counts;
    }

    private void Add(ActivityCount each)
    {
        if ((int)each.Topic >= Topics)
        {
            return;
        }

        switch (each.Kind)
        {
            case ActivityKind.Accepted:
                Accepted(each.Name, each.Topic, each.Count);
                break;
            case ActivityKind.Settled when Array.FindIndex(States, state => string.Equals(state.Name(), each.Name, StringComparison.Ordinal)) is >= 0 and var state:
                Settled(States[state], each.Topic, each.Count);
                break;
            case ActivityKind.Refused:
                Refused(each.Name, each.Count);
                break;
        }
    }
}
