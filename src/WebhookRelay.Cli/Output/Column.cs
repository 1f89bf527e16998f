namespace WebhookRelay.Cli.Output;

/// <param name="Name">The heading.</param>
/// <param name="Rank">On a narrow terminal, the column with the highest rank is hidden first; rank 0 is never hidden.</param>
/// <param name="IsText">Whether the text can wrap. Ids do not wrap, so that they can be copied.</param>
internal sealed record Column(string Name, int Rank = 0, bool IsText = false)
{
    /// <summary>The minimum width of a column with wrapped text.</summary>
    private const int NarrowestText = 24;

    /// <summary>The padding of a cell and the space between columns.</summary>
    private const int Gap = 3;

    /// <summary>The indexes of the columns that fit; null if even the columns of rank 0 do not.</summary>
    /// <param name="columns">All columns.</param>
    /// <param name="widths">The width of the widest cell of each column.</param>
    /// <param name="width">The width of the terminal.</param>
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
