using System.Runtime.InteropServices;

namespace WebhookRelay.Searching;

/// <summary>The direction of a search.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SearchOrder(bool NewestFirst)
{
    public bool IsBefore(long sequence, long other) => NewestFirst ? sequence > other : sequence < other;

    /// <summary>The next possible sequence.</summary>
    public long After(long sequence) => NewestFirst ? sequence - 1 : sequence + 1;

    /// <summary>The first sequence in this order; null if there is none.</summary>
    public long? First(IEnumerable<long?> sequences) => NewestFirst ? sequences.Max() : sequences.Min();
}
