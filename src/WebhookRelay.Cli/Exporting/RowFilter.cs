namespace WebhookRelay.Cli.Exporting;

/// <summary>Decides which rows are written. For one row at a time: begin, read its parts, ask.</summary>
internal sealed class RowFilter
{
    private static readonly string[] Labels = ["projects", RowScanner.Any, "labels"];
    private static readonly string[] Skipped = [.. Labels, "performance_details", "skipped"];

    private readonly List<RowCondition> _conditions;
    private readonly List<string[]> _paths;
    private readonly bool[] _isMet;
    private readonly bool _skipsSkipped;
    private RowScanner _scanner;
    private int _labels;
    private int _skipped;

    public RowFilter(IEnumerable<string> where, bool skipsSkipped)
    {
        _conditions = [.. where.Select(RowCondition.Parse)];
        _skipsSkipped = skipsSkipped;
        _paths = [.. _conditions.Select(condition => condition.Path), .. skipsSkipped ? [Labels, Skipped] : Array.Empty<string[]>()];
        _isMet = new bool[_conditions.Count];
        _scanner = Scanner();
    }

    /// <summary>Whether rows have to be read at all.</summary>
    public bool IsActive => _paths.Count > 0;

    public bool Passes(ReadOnlySpan<byte> row)
    {
        if (!IsActive)
        {
            return true;
        }

        Begin();
        Read(row);
        return Passes();
    }

    public void Begin()
    {
        for (var index = 0; index < _isMet.Length; index++)
        {
            _isMet[index] = !_conditions[index].IsEqual;
        }

        (_scanner, _labels, _skipped) = (Scanner(), 0, 0);
    }

    public void Read(ReadOnlySpan<byte> part) => _scanner.Read(part);

    /// <summary>A row is skipped if it has labels and each of them is.</summary>
    public bool Passes() => Array.TrueForAll(_isMet, met => met) && !(_skipsSkipped && _labels > 0 && _skipped == _labels);

    private RowScanner Scanner() => new(_paths, OnValue, OnElement);

    private void OnValue(int path, string? value)
    {
        if (path < _conditions.Count)
        {
            if (string.Equals(value, _conditions[path].Value, StringComparison.Ordinal))
            {
                _isMet[path] = _conditions[path].IsEqual;
            }
        }
        else if (_paths[path] == Skipped && value is "true")
        {
            _skipped++;
        }
    }

    private void OnElement(int path)
    {
        if (path >= _conditions.Count && _paths[path] == Labels)
        {
            _labels++;
        }
    }
}
