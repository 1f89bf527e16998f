using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using WebhookRelay.Contracts;

namespace WebhookRelay.Labelbox.Rows;

/// <summary>
/// Takes an object's tokens one by one, and finds in them what an Export V2 data row tells of an event. It needs no
/// token twice, and remembers places instead of text, so that it can be fed from a stream as well.
/// </summary>
internal struct DataRowReader(LabelboxTopic topic)
{
    private long _start;
    private long _end;
    private int _depth;
    private Way _way;
    private int _level;
    private RowPlace _member;
    private RowFinds _finds;
    private KeyFrameMaps _keyFrames;
    private bool _hasKeyFrameArrays;
    private long _growth;

    /// <summary>Whether the object holds a <c>data_row</c>.</summary>
    public readonly bool IsDataRow => _finds.IsDataRow;

    public readonly bool IsOpen => _level > 0;

    /// <summary>Whether the member of the row that was named last is none that a row is known to have.</summary>
    public readonly bool IsElsewhere => _level is 1 && _member is RowPlace.Elsewhere;

    /// <param name="json">Stands at the object's start.</param>
    public void Open(ref Utf8JsonReader json)
    {
        (_start, _depth, _level) = (json.TokenStartIndex, json.CurrentDepth, 1);
        _way[_level] = RowPlace.Row;
        _finds = new RowFinds(topic);
        (_keyFrames, _hasKeyFrameArrays, _growth) = (default, false, 0);
    }

    /// <param name="json">Stands at the next token.</param>
    public void Take(ref Utf8JsonReader json)
    {
        // Most tokens are deep inside of annotations, and neither a name nor in a map of key frames.
        var isName = json.TokenType is JsonTokenType.PropertyName;
        if ((isName || _keyFrames.IsNear) && _keyFrames.Take(ref json))
        {
            _hasKeyFrameArrays = true;
            _growth += _keyFrames.Growth;
        }

        var level = json.CurrentDepth - _depth;
        if (level > _level)
        {
            if ((isName || _finds.IsKindNamed) && _way[_level] is RowPlace.Annotations)
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

    /// <param name="body">What the tokens were read from.</param>
    public readonly PayloadFacts FactsIn(ReadOnlyMemory<byte> body) => _finds.FactsIn(new ReadOnlySequence<byte>(body), Uniform(body[(int)_start..(int)_end]));

    /// <summary>The same of a row that is not held: the facts hold no row, and it stays as it came.</summary>
    public readonly LargeReading.Understood ReadingIn(ReadOnlySequence<byte> body) => new(_finds.FactsIn(body, dataRow: default), _start, _end - _start);

    private void Enter(RowPlace place, bool isArray)
    {
        if (isArray ? place.IsArray() : place.IsObject())
        {
            _way[++_level] = place;
            _finds.Enter(place);
        }
    }

    /// <summary>The row as it came, unless it holds arrays of key frames, and does not grow beyond twice its length.</summary>
    private readonly ReadOnlyMemory<byte> Uniform(ReadOnlyMemory<byte> row) =>
        _hasKeyFrameArrays && _growth <= row.Length ? UniformRow.Of(row.Span, row.Length + (int)_growth) : row;

    /// <summary>The places on the way to the reader; the longest is to a review.</summary>
    [InlineArray(10)]
    private struct Way
    {
        private RowPlace _place;
    }
}
