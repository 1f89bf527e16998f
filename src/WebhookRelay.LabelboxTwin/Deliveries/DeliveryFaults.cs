using WebhookRelay.SampleData;

namespace WebhookRelay.LabelboxTwin.Deliveries;

internal enum DeliveryFaultKind
{
    WrongSignature,
    NoSignature,
    Truncated,
    TruncatedSigned,
    Broken,

    /// <summary>Each delivery is sent twice with the same id.</summary>
    Duplicate,

    /// <summary>Deliveries are held until the requested number has arrived, then sent shuffled.</summary>
    Reorder,
}

/// <param name="WebhookId">Null means any webhook.</param>
/// <param name="Count">The number of deliveries; null means until cleared (reordered in groups of 10).</param>
internal sealed record DeliveryFault(DeliveryFaultKind Kind, string? WebhookId, int? Count)
{
    public const int ReorderedTogether = 10;

    public int Left { get; set; } = Count ?? int.MaxValue;

    public List<Delivery> Held { get; } = [];

    public bool IsDone => Left is 0 && Held.Count is 0;
}

/// <summary>The active delivery faults. Not thread-safe: the dispatcher holds a lock.</summary>
internal sealed class DeliveryFaults(SeededRandom random)
{
    private readonly List<DeliveryFault> _active = [];

    public IReadOnlyList<DeliveryFault> Active => _active;

    public void Add(DeliveryFault fault) => _active.Add(fault);

    /// <summary>Ends every fault.</summary>
    /// <returns>The held deliveries in their original order.</returns>
    public IReadOnlyList<Delivery> Clear()
    {
        List<Delivery> held = [.. _active.SelectMany(fault => fault.Held)];
        _active.Clear();
        return held;
    }

    /// <summary>The deliveries to send instead of this one: itself, changed, doubled, none yet, or the held ones shuffled.</summary>
    public IReadOnlyList<Delivery> Apply(Delivery delivery)
    {
        if (_active.Find(fault => fault.Left > 0 && (fault.WebhookId is null || string.Equals(fault.WebhookId, delivery.WebhookId, StringComparison.Ordinal))) is not { } fault)
        {
            return [delivery];
        }

        fault.Left--;
        IReadOnlyList<Delivery> sent = fault.Kind switch
        {
            DeliveryFaultKind.WrongSignature => [delivery with { Damage = Damage.WrongSignature }],
            DeliveryFaultKind.NoSignature => [delivery with { Damage = Damage.NoSignature }],
            DeliveryFaultKind.Truncated => [delivery with { Damage = Damage.Truncated }],
            DeliveryFaultKind.TruncatedSigned => [delivery with { Damage = Damage.TruncatedSigned }],
            DeliveryFaultKind.Broken => [delivery with { Damage = Damage.Broken }],
            DeliveryFaultKind.Duplicate => [delivery, delivery],
            DeliveryFaultKind.Reorder => Reorder(fault, delivery),
            _ => throw new InvalidOperationException($"{fault.Kind} is not implemented."),
        };
        _active.RemoveAll(each => each.IsDone);
        return sent;
    }

    private Delivery[] Reorder(DeliveryFault fault, Delivery delivery)
    {
        fault.Held.Add(delivery);
        if (fault.Left > 0 && fault.Held.Count < (fault.Count ?? DeliveryFault.ReorderedTogether))
        {
            return [];
        }

        Delivery[] together = [.. fault.Held];
        fault.Held.Clear();
        random.Shuffle<Delivery>(together);
        return together;
    }
}
