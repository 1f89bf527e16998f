namespace WebhookRelay.Labelbox.Exports;

/// <summary>
/// Checks that bytes end with a whole row, to detect that a file of unannounced size was cut off. It does not find rows: only LF
/// separates them.
/// </summary>
internal sealed class LastLine
{
    private int _depth;
    private bool _isInText;
    private bool _isEscaped;
    private bool _isStarted;
    private bool _isRow;

    /// <summary>Whether the last line ended with LF, is empty, or is a whole JSON object or array.</summary>
    public bool IsWhole => !_isStarted || (_isRow && _depth is 0 && !_isInText);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (value is (byte)'\n')
            {
                (_depth, _isInText, _isEscaped, _isStarted, _isRow) = (0, false, false, false, false);
            }
            else if (_isInText)
            {
                (_isInText, _isEscaped) = (_isEscaped || value is not (byte)'"', !_isEscaped && value is (byte)'\\');
            }
            else
            {
                Add(value);
            }
        }
    }

    private void Add(byte value)
    {
        if (value is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            return;
        }

        _isRow = _isStarted ? _isRow && _depth > 0 : value is (byte)'{' or (byte)'[';
        _isStarted = true;
        _isInText = value is (byte)'"';
        _depth += value switch { (byte)'{' or (byte)'[' => 1, (byte)'}' or (byte)']' => -1, _ => 0 };
    }
}
