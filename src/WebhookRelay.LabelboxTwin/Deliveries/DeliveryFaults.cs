using WebhookRelay.MadeUp.World;

namespace WebhookRelay.LabelboxTwin.Deliveries;

internal enum DeliveryFaultKind
{
    WrongSignature,
    NoSignature,
    Truncated,
    TruncatedSigned,
    Broken,

    /// <summary>Each is sent again at once, with the same id.</summary>
    Duplicate,

    /// <summary>They are held until as many as asked for have come, and sent shuffled.</summary>
    Reorder,
}

/// <param name="WebhookId">Null: whichever webhook.</param>
/// <param name="Count">How many deliveries; null: until cleared (10 at a time are reordered).</param>
internal sealed record DeliveryFault(DeliveryFaultKind Kind, string? WebhookId, int? Count)
{
    public const int ReorderedTogether = 10;

    public int Left { get; set; } = Count ?? int.MaxValue;

    public List<Delivery> Held { get; } = [];

    public bool IsDone => Left is 0 && Held.Count is 0;
}

/// <summary>The faults asked for of deliveries. Not safe for several threads: the dispatcher takes turns.</summary>
internal sealed class DeliveryFaults(Dice dice)
{
    private readonly List<DeliveryFault> _active = [];

    public IReadOnlyList<DeliveryFault> Active => _active;

    public void Add(DeliveryFault fault) => _active.Add(fault);

    /// <summary>Ends every fault.</summary>
    /// <returns>What was held, in its own order.</returns>
    public IReadOnlyList<Delivery> Clear()
    {
        List<Delivery> held = [.. _active.SelectMany(fault => fault.Held)];
        _active.Clear();
        return held;
    }

    /// <summary>What is to be sent instead of a delivery: itself, changed or twice or not yet, or those held before it.</summary>
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
            _ => throw new InvalidOperationException($"{fault.Kind} needs to be done."),
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
        dice.Shuffle<Delivery>(together);
        return together;
    }
}
