namespace WebhookRelay.Cli.Output;

/// <param name="Name">Its heading.</param>
/// <param name="Rank">Where the terminal is too narrow, the column with the highest rank is left out first; 0 always stays.</param>
/// <param name="IsText">Whether it may be broken over several lines. An id that is broken cannot be copied.</param>
internal sealed record Column(string Name, int Rank = 0, bool IsText = false)
{
    /// <summary>Of text, so much fits on every line.</summary>
    private const int NarrowestText = 24;

    /// <summary>On both sides of a cell, and between two.</summary>
    private const int Gap = 3;

    /// <summary>The places of the columns that are shown; null where not even those that stay fit.</summary>
    /// <param name="columns">All columns.</param>
    /// <param name="widths">How wide the widest cell of each is.</param>
    /// <param name="width">Of the terminal.</param>
    public static IReadOnlyList<int>? Fitting(IReadOnlyList<Column> columns, IReadOnlyList<int> widths, int width)
    {
        var shown = Enumerable.Range(0, columns.Count).ToList();
        while (shown.Sum(each => (columns[each].IsText ? Math.Min(widths[each], NarrowestText) : widths[each]) + Gap) + 1 > width)
        {
            var last = shown.MaxBy(each => columns[each].Rank);
            if (columns[last].Rank is 0)
            {
                return null;
            }

            shown.Remove(last);
        }

        return shown;
    }
}
