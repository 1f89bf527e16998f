namespace WebhookRelay.Cli.Output;

/// <summary>A chart in one line of text: a bar for each step or, if there are many, for several together.</summary>
internal static class Sparkline
{
    private const int Longest = 60;
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>A step with no count is a dot, so that a bar means that something happened.</summary>
    public static string Of(IReadOnlyList<long> counts)
    {
        var together = (counts.Count + Longest - 1) / Longest;
        var sums = counts.Chunk(Math.Max(1, together)).Select(chunk => chunk.Sum()).ToList();
        var highest = sums.DefaultIfEmpty().Max();
        return string.Concat(sums.Select(sum => sum is 0 ? '·' : Bars[(int)((sum * (Bars.Length - 1)) / highest)]));
    }
}
