using System.Buffers;
using System.Text.Json;
using WebhookRelay.Contracts;
using WebhookRelay.Labelbox.Rows;
using WebhookRelay.Labelbox.V1;

namespace WebhookRelay.Labelbox;

/// <summary>Consumes a body's tokens and detects its format: a row, a row in an envelope, V1, or unknown.</summary>
internal struct PayloadReader(LabelboxTopic topic)
{
    private DataRowReader _root = new(topic);
    private DataRowReader _member = new(topic);
    private bool _isV1Row;
    private bool _hasV1Row;

    public bool IsObject { get; private set; }

    /// <param name="json">At the next token.</param>
    public void Take(ref Utf8JsonReader json)
    {
        if (_root.IsOpen)
        {
            _root.Take(ref json);
            if (_member.IsOpen || json.CurrentDepth is 1)
            {
                TakeMember(ref json);
            }
        }
        else if (json is { TokenType: JsonTokenType.StartObject, CurrentDepth: 0 })
        {
            IsObject = true;
            _root.Open(ref json);
        }
    }

    /// <param name="body">The whole body that the tokens were read from.</param>
    public readonly PayloadFacts FactsOf(ReadOnlyMemory<byte> body)
    {
        if (_root.IsDataRow)
        {
            return _root.FactsIn(body);
        }

        if (_hasV1Row && V1Payload.Rewrite(body, topic) is { } rewritten)
        {
            return rewritten;
        }

        return _member.IsDataRow ? _member.FactsIn(body) : new PayloadFacts { PayloadVersion = "unknown", DataRow = body };
    }

    /// <summary>The result for a body that is not in memory: it is not rewritten.</summary>
    public LargeReading.Understood ReadingOf(ReadOnlySequence<byte> body)
    {
        if (_root.IsDataRow)
        {
            return _root.ReadingIn(body);
        }

        if (_hasV1Row && V1Facts.Read(body, topic) is { } v1)
        {
            return new LargeReading.Understood(v1, 0, body.Length);
        }

        return _member is { IsDataRow: true }
            ? _member.ReadingIn(body)
            : new LargeReading.Understood(new PayloadFacts { PayloadVersion = "unknown", DataRow = default }, 0, body.Length);
    }

    /// <summary>A member of the root can be the row, with the root as its envelope.</summary>
    private void TakeMember(ref Utf8JsonReader json)
    {
        if (_member.IsOpen)
        {
            _member.Take(ref json);
            return;
        }

        switch (json.TokenType)
        {
            case JsonTokenType.PropertyName:
                _isV1Row = json.IsNamed("dataRow"u8);
                break;
            case JsonTokenType.StartObject:
                _hasV1Row |= _isV1Row;
                if (_root.IsElsewhere && !_root.IsDataRow && !_member.IsDataRow)
                {
                    _member.Open(ref json);
                }

                break;
        }
    }
}
