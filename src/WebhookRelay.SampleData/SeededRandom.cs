namespace WebhookRelay.SampleData;

/// <summary>Repeatable random numbers: the same seed gives the same sequence on every machine and version (SplitMix64).</summary>
internal sealed class SeededRandom(ulong seed)
{
    private const string Base36 = "0123456789abcdefghijklmnopqrstuvwxyz";

    private ulong _state = seed;

    /// <summary>An independent sequence for one purpose, so that drawing from it does not change any other.</summary>
    public static SeededRandom For(ulong seed, long thing, long version = 0) => new(Mix(Mix(seed + (ulong)thing) + (ulong)version));

    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15UL);

    public int Below(int limit) => (int)(Next() % (ulong)limit);

    public int Between(int from, int to) => from + Below(to - from + 1);

    public bool OneIn(int chances) => Below(chances) is 0;

    public T OneOf<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>A number with three decimals, like a coordinate.</summary>
    public double Measure(int from, int to) => from + (Below((to - from) * 1000) / 1000d);

    /// <summary>An id in the form of a cuid: 25 characters that begin with <c>c</c>.</summary>
    public string Id() => string.Create(25, this, static (id, random) =>
    {
        id[0] = 'c';
        id[1] = 'l';
        var bits = 0UL;
        for (var i = 2; i < id.Length; i++)
        {
            // 64 bits hold twelve characters.
            bits = (i - 2) % 12 is 0 ? random.Next() : bits / 36;
            id[i] = Base36[(int)(bits % 36)];
        }
    });

    public Guid Uuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Next());
        BitConverter.TryWriteBytes(bytes[8..], Next());
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes);
    }

    public void Shuffle<T>(Span<T> things)
    {
        for (var i = things.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (things[i], things[j]) = (things[j], things[i]);
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
