using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace WebhookRelay.Cli.Exporting;

/// <summary>
/// Finds the values at given paths of a JSON text, piece by piece, in constant memory: a row may be larger than memory.
/// Arrays do not count as a step of a path: it continues in each of their elements.
/// </summary>
/// <param name="paths">At most 63 paths of member names; <see cref="Any"/> is any member.</param>
/// <param name="onValue">Receives the index of a path, and the string, number, true, false or null there; null for a very long one.</param>
/// <param name="onElement">Receives the index of a path that leads to an array, for each object in it.</param>
internal sealed class RowScanner(IReadOnlyList<string[]> paths, Action<int, string?> onValue, Action<int> onElement)
{
    public const string Any = "*";

    private const int LongestToken = 4096;
    private const int DeepestLevel = 64;

    private static readonly SearchValues<byte> ScalarEnds = SearchValues.Create(",]} \r\n\t"u8);
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]"u8);

    private readonly Stack<(Place Place, bool IsArray)> _levels = new();
    private readonly byte[] _token = new byte[LongestToken];
    private Place _place = new((1UL << paths.Count) - 1, 0);
    private long _skipped;
    private int _tokenLength;
    private bool _isInString;
    private bool _isEscaped;
    private bool _isInScalar;
    private bool _isName;

    /// <summary>Reads the next part of the text.</summary>
    public void Read(ReadOnlySpan<byte> part)
    {
        while (!part.IsEmpty)
        {
            part = part[(_isInString ? ReadString(part) : _isInScalar ? ReadScalar(part) : _skipped > 0 ? Skip(part) : ReadStructure(part))..];
        }
    }

    private int ReadString(ReadOnlySpan<byte> part)
    {
        var end = _isEscaped ? 0 : part.IndexOfAny((byte)'"', (byte)'\\');
        var length = end < 0 ? part.Length : end + 1;
        Keep(part[..length]);
        var isEscape = !_isEscaped && end >= 0 && part[end] is (byte)'\\';
        if (!_isEscaped && !isEscape && end >= 0)
        {
            _isInString = false;
            EndToken();
        }

        _isEscaped = isEscape;
        return length;
    }

    private int ReadScalar(ReadOnlySpan<byte> part)
    {
        var end = part.IndexOfAny(ScalarEnds);
        Keep(end < 0 ? part : part[..end]);
        if (end >= 0)
        {
            _isInScalar = false;
            EndToken();
        }

        return end < 0 ? part.Length : end;
    }

    /// <summary>Passes over what no path leads to.</summary>
    private int Skip(ReadOnlySpan<byte> part)
    {
        var at = part.IndexOfAny(Structure);
        switch (at < 0 ? 0 : part[at])
        {
            case (byte)'"':
                _isInString = true;
                break;
            case (byte)'{' or (byte)'[':
                _skipped++;
                break;
            case (byte)'}' or (byte)']':
                _skipped--;
                break;
        }

        return at < 0 ? part.Length : at + 1;
    }

    private int ReadStructure(ReadOnlySpan<byte> part)
    {
        switch (part[0])
        {
            case (byte)'{' or (byte)'[':
                Open(isArray: part[0] is (byte)'[');
                return 1;
            case (byte)'}' or (byte)']':
                _levels.TryPop(out _);
                return 1;
            case (byte)',':
                var isInside = _levels.TryPeek(out var level);
                (_isName, _place) = (isInside && !level.IsArray, isInside ? level.Place : _place);
                return 1;
            case (byte)':' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                return 1;
            case (byte)'"':
                (_isInString, _tokenLength) = (true, 0);
                Keep(part[..1]);
                return 1;
            default:
                (_isInScalar, _tokenLength) = (true, 0);
                return 0;
        }
    }

    private void Open(bool isArray)
    {
        if (_place.Paths is 0 || _levels.Count is DeepestLevel)
        {
            _skipped++;
            return;
        }

        if (!isArray && _levels.TryPeek(out var level) && level.IsArray)
        {
            ForEachEnd(onElement);
        }

        _levels.Push((_place, isArray));
        _isName = !isArray;
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (_skipped is 0 && _tokenLength + part.Length <= LongestToken)
        {
            part.CopyTo(_token.AsSpan(_tokenLength));
        }

        _tokenLength = Math.Min(_tokenLength + part.Length, LongestToken + 1);
    }

    private void EndToken()
    {
        if (_skipped > 0)
        {
            return;
        }

        if (_isName)
        {
            _isName = false;
            _place = _levels.Peek().Place.Enter(Text(), paths);
        }
        else if (_place.Paths is not 0)
        {
            var text = Text();
            ForEachEnd(index => onValue(index, text));
        }
    }

    private void ForEachEnd(Action<int> act)
    {
        for (var left = _place.Paths; left is not 0; left &= left - 1)
        {
            var index = BitOperations.TrailingZeroCount(left);
            if (paths[index].Length == _place.Depth)
            {
                act(index);
            }
        }
    }

    private string? Text()
    {
        if (_tokenLength > LongestToken)
        {
            return null;
        }

        var token = _token.AsSpan(0, _tokenLength);
        if (token is not [(byte)'"', ..])
        {
            return System.Text.Encoding.UTF8.GetString(token);
        }

        try
        {
            var json = new Utf8JsonReader(token);
            return json.Read() ? json.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // An invalid escape or invalid UTF-8 equals nothing.
            return null;
        }
    }

    /// <param name="Paths">The paths that lead here or further, a bit each.</param>
    /// <param name="Depth">How many of their names were passed.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Place(ulong Paths, int Depth)
    {
        public Place Enter(string? name, IReadOnlyList<string[]> paths)
        {
            var found = 0UL;
            for (var left = Paths; left is not 0; left &= left - 1)
            {
                var index = BitOperations.TrailingZeroCount(left);
                if (paths[index].Length > Depth && (paths[index][Depth] is Any || string.Equals(paths[index][Depth], name, StringComparison.Ordinal)))
                {
                    found |= 1UL << index;
                }
            }

            return new Place(found, Depth + 1);
        }
    }
}
