namespace WebhookRelay.Starting;

/// <summary>Suggests the intended name for a mistyped one.</summary>
internal static class NameSuggestions
{
    /// <summary>The most similar name; null if none is similar enough. Long names may differ in more letters.</summary>
    public static string? FindNearest(string typed, IEnumerable<string> names) => names
        .Select(name => (Name: name, Distance: Distance(typed.ToUpperInvariant(), name.ToUpperInvariant())))
        .Where(near => near.Distance <= (Math.Min(typed.Length, near.Name.Length) < 6 ? 1 : 2))
        .OrderBy(near => near.Distance)
        .Select(near => near.Name)
        .FirstOrDefault();

    /// <summary>The edit distance: letters inserted, removed, replaced or swapped with their neighbour.</summary>
    private static int Distance(string one, string other)
    {
        var steps = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                steps[i, j] = (i, j) switch
                {
                    (0, _) => j,
                    (_, 0) => i,
                    _ => Least(steps, one, other, i, j),
                };
            }
        }

        return steps[one.Length, other.Length];
    }

    private static int Least(int[,] steps, string one, string other, int i, int j)
    {
        var least = Math.Min(
            Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1,
            steps[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
        var swapped = i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
        return swapped ? Math.Min(least, steps[i - 2, j - 2] + 1) : least;
    }
}
