using System.Text.Json;
using System.Text.Unicode;

namespace WebhookRelay.Labelbox;

/// <summary>Reads the body of a webhook delivery in any shape Labelbox is known to send. A pure function.</summary>
public static class DeliveryPayload
{
    /// <summary>More than any annotation nests; a limit only so that a reader's memory has one.</summary>
    internal const int MaxDepth = 10_000;

    internal static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Tells the shapes apart: an object <c>data_row</c> is V2, at the top or one level down, since no V2 delivery is
    /// published; an object <c>dataRow</c> beside a <c>label</c> is V1; any other object is passed on as it is.
    /// Never throws.
    /// </summary>
    /// <param name="body">The bytes as they came.</param>
    public static PayloadReading Read(ReadOnlyMemory<byte> body)
    {
        body = body.Span.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
        if (body.IsEmpty)
        {
            return new PayloadReading.NotUnderstood("not-json: the body is empty");
        }

        if (!Utf8.IsValid(body.Span))
        {
            return new PayloadReading.NotUnderstood("not-json: the body is not UTF-8");
        }

        try
        {
            return ReadObject(body);
        }
        catch (JsonException e)
        {
            return new PayloadReading.NotUnderstood($"not-json: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
        }
    }

    private static PayloadReading ReadObject(ReadOnlyMemory<byte> body)
    {
        var json = Reader(body);
        json.Read();
        if (json.TokenType is not JsonTokenType.StartObject)
        {
            ReadToEnd(ref json);
            return new PayloadReading.NotUnderstood("not-an-object: the body is JSON, but no object");
        }

        var start = (int)json.TokenStartIndex;
        var root = new PayloadShape();
        root.Read(ref json);
        var whole = body[start..(int)json.BytesConsumed];
        ReadToEnd(ref json);

        if (root.IsDataRow)
        {
            return new PayloadReading.Understood(root.FactsOf(whole));
        }

        if (root.LooksLikeV1 && V1Payload.Rewrite(whole) is { } rewritten)
        {
            return new PayloadReading.Understood(rewritten);
        }

        return new PayloadReading.Understood(InEnvelope(whole) ?? new PayloadFacts { PayloadVersion = "unknown", DataRow = whole });
    }

    /// <summary>The data row one level down; null where no member is one.</summary>
    private static PayloadFacts? InEnvelope(ReadOnlyMemory<byte> whole)
    {
        var json = Reader(whole);
        json.Read();
        while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
        {
            json.Read();
            if (json.TokenType is not JsonTokenType.StartObject)
            {
                json.Skip();
                continue;
            }

            var start = (int)json.TokenStartIndex;
            var member = new PayloadShape();
            member.Read(ref json);
            if (member.IsDataRow)
            {
                return member.FactsOf(whole[start..(int)json.BytesConsumed]);
            }
        }

        return null;
    }

    private static Utf8JsonReader Reader(ReadOnlyMemory<byte> body) => new(body.Span, new JsonReaderOptions { MaxDepth = MaxDepth });

    private static void ReadToEnd(ref Utf8JsonReader json)
    {
        while (json.Read())
        {
        }
    }
}
