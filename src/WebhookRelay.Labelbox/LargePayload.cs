using System.Buffers;
using System.Text.Json;

namespace WebhookRelay.Labelbox;

/// <summary>Reads the body of a delivery that is too large to be held, in the shapes that <see cref="DeliveryPayload"/> knows.</summary>
public static class LargePayload
{
    /// <summary>
    /// Looks at the bytes from the first to the last, a segment at a time, and copies none but those of an attribute: a
    /// text of any length is passed over. A row is left as it came, and a V1 delivery is not rewritten. Never throws but
    /// what looking at a segment throws.
    /// </summary>
    /// <param name="body">The bytes as they came; its segments may be read only when they are looked at.</param>
    public static LargeReading Read(ReadOnlySequence<byte> body)
    {
        if (!IsUtf8(body))
        {
            return new LargeReading.NotUnderstood("not-json: the body is not UTF-8");
        }

        var start = HasByteOrderMark(body) ? DeliveryPayload.ByteOrderMark.Length : 0;
        try
        {
            return ReadObject(body.Slice(start), start);
        }
        catch (JsonException e)
        {
            return new LargeReading.NotUnderstood($"not-json: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
        }
    }

    private static LargeReading ReadObject(ReadOnlySequence<byte> body, long skipped)
    {
        var json = Reader(body);
        json.Read();
        if (json.TokenType is not JsonTokenType.StartObject)
        {
            ReadToEnd(ref json);
            return new LargeReading.NotUnderstood("not-an-object: the body is JSON, but no object");
        }

        var start = json.TokenStartIndex;
        var root = new PayloadShape();
        root.Read(ref json);
        var length = json.BytesConsumed - start;
        ReadToEnd(ref json);

        if (root.IsDataRow)
        {
            return new LargeReading.Understood(root.FactsOf(ReadOnlyMemory<byte>.Empty), skipped + start, length);
        }

        if (root.LooksLikeV1 && V1Facts.Read(Reader(body)) is { } v1)
        {
            return new LargeReading.Understood(v1, 0, skipped + body.Length);
        }

        return InEnvelope(body, skipped)
            ?? new LargeReading.Understood(new PayloadFacts { PayloadVersion = "unknown", DataRow = ReadOnlyMemory<byte>.Empty }, skipped + start, length);
    }

    /// <summary>The data row one level down; null where no member is one.</summary>
    private static LargeReading.Understood? InEnvelope(ReadOnlySequence<byte> body, long skipped)
    {
        var json = Reader(body);
        json.Read();
        while (json.NextMember())
        {
            if (!json.EntersObject())
            {
                continue;
            }

            var start = json.TokenStartIndex;
            var member = new PayloadShape();
            member.Read(ref json);
            if (member.IsDataRow)
            {
                return new LargeReading.Understood(member.FactsOf(ReadOnlyMemory<byte>.Empty), skipped + start, json.BytesConsumed - start);
            }
        }

        return null;
    }

    private static bool IsUtf8(ReadOnlySequence<byte> body)
    {
        var check = new Utf8Check(stackalloc byte[4]);
        foreach (var piece in body)
        {
            if (!check.Append(piece.Span))
            {
                return false;
            }
        }

        return check.IsWhole;
    }

    private static bool HasByteOrderMark(ReadOnlySequence<byte> body) =>
        new SequenceReader<byte>(body).IsNext(DeliveryPayload.ByteOrderMark);

    private static Utf8JsonReader Reader(ReadOnlySequence<byte> body) => new(body, new JsonReaderOptions { MaxDepth = DeliveryPayload.MaxDepth });

    private static void ReadToEnd(ref Utf8JsonReader json)
    {
        while (json.Read())
        {
        }
    }
}

/// <summary>What became of reading a large payload.</summary>
public abstract record LargeReading
{
    private LargeReading()
    {
    }

    /// <summary>It is a JSON object, and can be relayed.</summary>
    /// <param name="Facts">What it tells; its data row is empty, since that is where the next two say.</param>
    /// <param name="Start">Where the object begins that an event has as its data: the data row, or the whole of a V1 body.</param>
    /// <param name="Length">How many bytes that is.</param>
    public sealed record Understood(PayloadFacts Facts, long Start, long Length) : LargeReading;

    /// <summary>It is no JSON object.</summary>
    /// <param name="Reason">Why, by position; never quotes the payload.</param>
    public sealed record NotUnderstood(string Reason) : LargeReading;
}
