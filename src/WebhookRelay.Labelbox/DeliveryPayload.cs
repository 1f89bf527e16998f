using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using WebhookRelay.Contracts;

namespace WebhookRelay.Labelbox;

/// <summary>Parses the body of a webhook delivery in any format that Labelbox is known to send. A pure function.</summary>
public static class DeliveryPayload
{
    /// <summary>More than any annotation needs. The limit bounds the reader's memory.</summary>
    internal const int MaxDepth = 16_384;

    internal const string NoObject = "not-an-object: the body is JSON, but its first byte opens no object";

    internal static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Detects the format by its members: an object <c>data_row</c> at the top or one level down is V2, because Labelbox has
    /// published no V2 delivery; an object <c>dataRow</c> at the top is V1; any other object is passed on unchanged.
    /// Never throws, and allocates at most twice the body.
    /// </summary>
    /// <param name="body">The received bytes.</param>
    /// <param name="topic">The delivery's topic, which determines the relevant times and labels of the payload.</param>
    public static PayloadReading Read(ReadOnlyMemory<byte> body, LabelboxTopic topic)
    {
        body = body.Span.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
        if (body.IsEmpty)
        {
            return new PayloadReading.NotUnderstood("not-json: the body is empty");
        }

        if (!Utf8.IsValid(body.Span))
        {
            return new PayloadReading.NotUnderstood(NotUtf8(ValidBytes(body.Span)));
        }

        var payload = new PayloadReader(topic);
        var json = Reader(body.Span);
        try
        {
            while (json.Read())
            {
                payload.Take(ref json);
            }
        }
        catch (JsonException e)
        {
            return new PayloadReading.NotUnderstood(Fault(e, json.CurrentDepth));
        }

        return payload.IsObject ? new PayloadReading.Understood(payload.FactsOf(body)) : new PayloadReading.NotUnderstood(NoObject);
    }

    internal static string NotUtf8(long validBytes) => $"not-json: not UTF-8 at byte {validBytes + 1}";

    internal static string Fault(JsonException e, int depth)
    {
        var place = $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
        return depth >= MaxDepth - 1 ? $"too-deep: more than {MaxDepth} levels at {place}" : $"not-json: {place}";
    }

    internal static Utf8JsonReader Reader(ReadOnlySpan<byte> json) => new(json, new JsonReaderOptions { MaxDepth = MaxDepth });

    internal static Utf8JsonReader Reader(ReadOnlySequence<byte> json) => new(json, new JsonReaderOptions { MaxDepth = MaxDepth });

    internal static int ValidBytes(ReadOnlySpan<byte> bytes)
    {
        var valid = 0;
        while (Rune.DecodeFromUtf8(bytes[valid..], out _, out var length) is OperationStatus.Done)
        {
            valid += length;
        }

        return valid;
    }
}
