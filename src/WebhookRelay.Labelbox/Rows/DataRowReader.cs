using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using WebhookRelay.Contracts;

namespace WebhookRelay.Labelbox.Rows;

/// <summary>
/// Consumes an object's tokens and extracts the event's attributes from an Export V2 data row. It needs each token only once
/// and remembers positions instead of text, so that it can read from a stream.
/// </summary>
internal struct DataRowReader(LabelboxTopic topic)
{
    private long _start;
    private long _end;
    private int _depth;
    private Way _way;
    private int _level;
    private RowPath _member;
    private RowCollector _finds;
    private KeyFrameMaps _keyFrames;
    private bool _hasKeyFrameArrays;
    private long _growth;

    /// <summary>Whether the object contains a <c>data_row</c>.</summary>
    public readonly bool IsDataRow => _finds.IsDataRow;

    public readonly bool IsOpen => _level > 0;

    /// <summary>Whether the last named member is not a known member of a row.</summary>
    public readonly bool IsElsewhere => _level is 1 && _member is RowPath.Elsewhere;

    /// <param name="json">At the object's start.</param>
    public void Open(ref Utf8JsonReader json)
    {
        (_start, _depth, _level) = (json.TokenStartIndex, json.CurrentDepth, 1);
        _way[_level] = RowPath.Row;
        _finds = new RowCollector(topic);
        (_keyFrames, _hasKeyFrameArrays, _growth) = (default, false, 0);
    }

    /// <param name="json">At the next token.</param>
    public void Take(ref Utf8JsonReader json)
    {
        // Most tokens are deep inside annotations, and are neither names nor in a map of key frames.
        var isName = json.TokenType is JsonTokenType.PropertyName;
        if ((isName || _keyFrames.IsNear) && _keyFrames.Take(ref json))
        {
            _hasKeyFrameArrays = true;
            _growth += _keyFrames.Growth;
        }

        var level = json.CurrentDepth - _depth;
        if (level > _level)
        {
            if ((isName || _finds.IsKindNamed) && _way[_level] is RowPath.Annotations)
            {
                _finds.TakeAnnotation(ref json);
            }

            return;
        }

        switch (json.TokenType)
        {
            case JsonTokenType.PropertyName:
                _member = _way[_level].Member(ref json);
                _finds.TakeName(_member, ref json);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                Enter(_way[_level].IsArray() ? _way[_level].Element() : _member, json.TokenType is JsonTokenType.StartArray);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                if (level < _level)
                {
                    _finds.Leave(_way[_level--]);
                    _end = json.BytesConsumed;
                }

                break;
            default:
                _finds.TakeValue(_member, ref json);
                break;
        }
    }

    /// <param name="body">The bytes that the tokens were read from.</param>
    public readonly PayloadFacts FactsIn(ReadOnlyMemory<byte> body) => _finds.FactsIn(new ReadOnlySequence<byte>(body), Uniform(body[(int)_start..(int)_end]));

    /// <summary>The facts of a row that is not in memory: they contain no row, and it stays unchanged.</summary>
    public readonly LargeReading.Understood ReadingIn(ReadOnlySequence<byte> body) => new(_finds.FactsIn(body, dataRow: default), _start, _end - _start);

    private void Enter(RowPath place, bool isArray)
    {
        if (isArray ? place.IsArray() : place.IsObject())
        {
            _way[++_level] = place;
            _finds.Enter(place);
        }
    }

    /// <summary>The row unchanged, unless it has key frames as arrays and does not more than double in length.</summary>
    private readonly ReadOnlyMemory<byte> Uniform(ReadOnlyMemory<byte> row) =>
        _hasKeyFrameArrays && _growth <= row.Length ? NormalizedRow.Of(row.Span, row.Length + (int)_growth) : row;

    /// <summary>The path to the reader's position; the longest leads to a review.</summary>
    [InlineArray(10)]
    private struct Way
    {
        private RowPath _place;
    }
}
