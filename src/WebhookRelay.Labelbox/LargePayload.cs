using System.Buffers;
using System.Text.Json;
using WebhookRelay.Contracts;

namespace WebhookRelay.Labelbox;

/// <summary>Reads the body of a delivery that is too large to be held, in the shapes that <see cref="DeliveryPayload"/> knows.</summary>
public static class LargePayload
{
    /// <summary>
    /// Looks at the bytes from the first to the last, a segment at a time, and copies none but those of an attribute: a
    /// text of any length is passed over. A row is left as it came, also where it writes key frames as arrays, and a V1
    /// delivery is not rewritten. Throws nothing but what looking at a segment throws.
    /// </summary>
    /// <param name="body">The bytes as they came; its segments may be read only when they are looked at.</param>
    /// <param name="topic">The delivery's topic: it decides which of the times and labels in the payload are meant.</param>
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
        var check = new Utf8Check(stackalloc byte[Utf8Check.Longest]);
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

/// <summary>What became of reading a large payload.</summary>
public abstract record LargeReading
{
    private LargeReading()
    {
    }

    /// <summary>It is a JSON object, and can be relayed.</summary>
    /// <param name="Facts">What it tells; it holds no row, since that is where the next two say.</param>
    /// <param name="Start">Where in the body an event's data begin: the row, or the whole of a V1 delivery and of an object of neither shape.</param>
    /// <param name="Length">How many bytes they are.</param>
    public sealed record Understood(PayloadFacts Facts, long Start, long Length) : LargeReading
    {
        /// <summary>The digest of that data's content: see <see cref="Labelbox.ContentDigest"/>.</summary>
        public UInt128 ContentDigest { get; init; }
    }

    /// <summary>It is no JSON object.</summary>
    /// <param name="Reason">Why, by position; never quotes the payload.</param>
    public sealed record NotUnderstood(string Reason) : LargeReading;
}
