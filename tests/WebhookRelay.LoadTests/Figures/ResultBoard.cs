using System.Globalization;
using System.Text;

namespace WebhookRelay.LoadTests.Figures;

/// <summary>Collects the results and prints them as tables.</summary>
internal sealed class ResultBoard
{
    private readonly List<Result> _results = [];

    public void Add(Result result)
    {
        _results.Add(result);
        var figures = string.Join(", ", result.Values.Select(each => $"{each.Column} {Text(each.Value)}"));
        Console.WriteLine($"  {result.Measure} | {result.Contestant} | round {result.Round}: {figures}{(result.Void is { } reason ? $" VOID: {reason}" : string.Empty)}");
    }

    /// <summary>The median over the valid rounds; null if there is none.</summary>
    public double? Median(string measure, string contestant, string column)
    {
        var values = _results
            .Where(result => result.Void is null && string.Equals(result.Measure, measure, StringComparison.Ordinal) && string.Equals(result.Contestant, contestant, StringComparison.Ordinal))
            .SelectMany(result => result.Values)
            .Where(each => string.Equals(each.Column, column, StringComparison.Ordinal))
            .Select(each => each.Value)
            .Order()
            .ToList();
        return values.Count is 0 ? null : (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }

    /// <summary>One table of medians per measure.</summary>
    public string Tables()
    {
        var text = new StringBuilder();
        foreach (var measure in _results.GroupBy(result => result.Measure, StringComparer.Ordinal))
        {
            var columns = measure.SelectMany(result => result.Values).Select(each => each.Column).Distinct(StringComparer.Ordinal).ToList();
            text.AppendLine(CultureInfo.InvariantCulture, $"## {measure.Key}").AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"| | {string.Join(" | ", columns)} | rounds |");
            text.AppendLine(CultureInfo.InvariantCulture, $"| --- | {string.Concat(columns.Select(_ => "---: | "))}---: |");
            foreach (var contestant in measure.GroupBy(result => result.Contestant, StringComparer.Ordinal))
            {
                var cells = columns.Select(column => Median(measure.Key, contestant.Key, column) is { } value ? Text(value) : "-");
                var counted = contestant.Count(result => result.Void is null);
                var rounds = counted == contestant.Count() ? counted.ToString(CultureInfo.InvariantCulture) : $"{counted} of {contestant.Count()}, the others void";
                text.AppendLine(CultureInfo.InvariantCulture, $"| {contestant.Key} | {string.Join(" | ", cells)} | {rounds} |");
            }

            text.AppendLine();
        }

        return text.ToString();
    }

    public static string Text(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        0 => "0",
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}
