using System.Buffers;
using System.Text.Json;
using WebhookRelay.Contracts;

namespace WebhookRelay.Labelbox;

/// <summary>Parses the body of a delivery that is too large for memory, in the formats that <see cref="DeliveryPayload"/> knows.</summary>
public static class LargePayload
{
    /// <summary>
    /// Reads the bytes once, a segment at a time, and copies only attributes; texts of any length are skipped. The row stays
    /// unchanged, even if it has key frames as arrays, and a V1 delivery is not rewritten. Throws only what reading a segment
    /// throws.
    /// </summary>
    /// <param name="body">The received bytes. A segment is read only when it is needed.</param>
    /// <param name="topic">The delivery's topic, which determines the relevant times and labels of the payload.</param>
    public static LargeReading Read(ReadOnlySequence<byte> body, LabelboxTopic topic)
    {
        var skipped = new SequenceReader<byte>(body).IsNext(DeliveryPayload.ByteOrderMark) ? DeliveryPayload.ByteOrderMark.Length : 0;
        var rest = body.Slice(skipped);
        if (!IsUtf8(rest, out var valid))
        {
            return new LargeReading.NotUnderstood(DeliveryPayload.NotUtf8(valid));
        }

        var payload = new PayloadReader(topic);
        var json = DeliveryPayload.Reader(rest);
        try
        {
            while (json.Read())
            {
                payload.Take(ref json);
            }
        }
        catch (JsonException e)
        {
            return new LargeReading.NotUnderstood(DeliveryPayload.Fault(e, json.CurrentDepth));
        }

        if (!payload.IsObject)
        {
            return new LargeReading.NotUnderstood(DeliveryPayload.NoObject);
        }

        var reading = payload.ReadingOf(rest);
        return reading with
        {
            ContentDigest = ContentDigest.Of(rest.Slice(reading.Start, reading.Length)),
            Start = skipped + reading.Start,
        };
    }

    private static bool IsUtf8(ReadOnlySequence<byte> body, out long valid)
    {
        var check = new Utf8Validator(stackalloc byte[Utf8Validator.Longest]);
        var isUtf8 = true;
        foreach (var piece in body)
        {
            isUtf8 = check.Append(piece.Span);
            if (!isUtf8)
            {
                break;
            }
        }

        valid = check.Valid;
        return isUtf8 && check.IsWhole;
    }
}

/// <summary>The result of parsing a large payload.</summary>
public abstract record LargeReading
{
    private LargeReading()
    {
    }

    /// <summary>A JSON object, which can be relayed.</summary>
    /// <param name="Facts">Its attributes, without the row, which the next two parameters locate.</param>
    /// <param name="Start">The start of the event's data in the body: of the row, or of the whole body for V1 and unknown formats.</param>
    /// <param name="Length">The length of the data in bytes.</param>
    public sealed record Understood(PayloadFacts Facts, long Start, long Length) : LargeReading
    {
        /// <summary>The digest of the data's content; see <see cref="Labelbox.ContentDigest"/>.</summary>
        public UInt128 ContentDigest { get; init; }
    }

    /// <summary>Not a JSON object.</summary>
    /// <param name="Reason">The reason with a position; it never quotes the payload.</param>
    public sealed record NotUnderstood(string Reason) : LargeReading;
}
