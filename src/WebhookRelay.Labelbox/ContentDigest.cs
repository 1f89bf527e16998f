using System.Buffers;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;
using WebhookRelay.Labelbox.Rows;

namespace WebhookRelay.Labelbox;

/// <summary>
/// A digest of a data row's content. Two deliveries of one change have the same digest, because it ignores the queries of
/// addresses, which Labelbox may sign each time, white space and the order of members. It is not a cryptographic hash: it
/// distinguishes changes, but does not detect forgeries.
/// </summary>
/// <remarks>
/// The sum of a hash of every value with its path. A sum does not depend on order, and takes one pass over a row of any size.
/// </remarks>
public static class ContentDigest
{
    private const int UsualDepth = 32;
    private const int LongestName = 512;
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;

    /// <param name="dataRow">The row: <see cref="PayloadFacts.DataRow"/>.</param>
    public static UInt128 Of(ReadOnlyMemory<byte> dataRow) => Of(new ReadOnlySequence<byte>(dataRow));

    /// <param name="json">The row as JSON.</param>
    internal static UInt128 Of(ReadOnlySequence<byte> json)
    {
        var reader = DeliveryPayload.Reader(json);
        return Sum(ref reader, path: 0);
    }

    /// <summary>The digest of a string that contains JSON; null if it does not.</summary>
    internal static UInt128? OfNested(ReadOnlySpan<byte> text, ulong path)
    {
        var reader = DeliveryPayload.Reader(text);
        try
        {
            return Sum(ref reader, path);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The path of the same value, interpreted differently.</summary>
    internal static ulong Beside(ulong path, int way) => path + (Golden * (ulong)way);

    private static UInt128 Sum(ref Utf8JsonReader json, ulong path)
    {
        var levels = ArrayPool<Level>.Shared.Rent(UsualDepth);
        try
        {
            return Sum(ref json, path, ref levels);
        }
        finally
        {
            ArrayPool<Level>.Shared.Return(levels);
        }
    }

    private static UInt128 Sum(ref Utf8JsonReader json, ulong path, ref Level[] levels)
    {
        var (sum, depth, kind) = (default(UInt128), 0, TextKind.Plain);
        levels[0] = new Level(path, isArray: true, isAttachments: false);
        while (json.Read())
        {
            switch (json.TokenType)
            {
                case JsonTokenType.PropertyName:
                    kind = TakeName(ref json, ref levels[depth]);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    depth--;
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    ref readonly var outer = ref levels[depth];
                    var (value, isAttachments) = (levels[depth].NextValue(), outer.IsAttachments || kind is TextKind.Attachments);
                    sum += XxHash128.HashToUInt128([], (long)Beside(value, (int)json.TokenType));
                    EnsureRoom(ref levels, ++depth);
                    levels[depth] = new Level(value, json.TokenType is JsonTokenType.StartArray, isAttachments);
                    kind = TextKind.Plain;
                    break;
                case JsonTokenType.String:
                    sum += ContentText.Digest(ref json, levels[depth].NextValue(), kind);
                    break;
                default:
                    sum += ContentText.AsItIsWritten(ref json, Beside(levels[depth].NextValue(), (int)json.TokenType));
                    break;
            }
        }

        return sum;
    }

    private static TextKind TakeName(ref Utf8JsonReader json, ref Level level)
    {
        if (json.RawLength() > LongestName)
        {
            return level.Name(ref json);
        }

        if (json is { HasValueSequence: false, ValueIsEscaped: false })
        {
            return level.Name(json.ValueSpan);
        }

        Span<byte> name = stackalloc byte[LongestName];
        try
        {
            return level.Name(name[..json.CopyString(name)]);
        }
        catch (InvalidOperationException)
        {
            // An unpaired surrogate.
            return level.Name(ref json);
        }
    }

    private static void EnsureRoom(ref Level[] levels, int depth)
    {
        if (depth < levels.Length)
        {
            return;
        }

        var more = ArrayPool<Level>.Shared.Rent(levels.Length * 2);
        levels.CopyTo(more, 0);
        ArrayPool<Level>.Shared.Return(levels);
        levels = more;
    }

    /// <summary>An open object or array, and the path of its next value.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct Level(ulong path, bool isArray, bool isAttachments)
    {
        private ulong _value;
        private ulong _elements;

        public readonly bool IsAttachments => isAttachments;

        public TextKind Name(ReadOnlySpan<byte> name)
        {
            _value = XxHash3.HashToUInt64(name, (long)path);
            return ContentText.KindOf(name, isAttachments);
        }

        /// <summary>A name of any length, as written.</summary>
        public TextKind Name(ref Utf8JsonReader json)
        {
            var hash = new XxHash3((long)path);
            foreach (var piece in json.HasValueSequence ? json.ValueSequence : new ReadOnlySequence<byte>(json.ValueSpan.ToArray()))
            {
                hash.Append(piece.Span);
            }

            _value = hash.GetCurrentHashAsUInt64();
            return TextKind.Plain;
        }

        public ulong NextValue() => isArray ? Mixed(path + (Golden * ++_elements)) : _value;

        /// <summary>The final step of splitmix64, which makes similar inputs unrelated.</summary>
        private static ulong Mixed(ulong number)
        {
            number = (number ^ (number >> 30)) * 0xBF58_476D_1CE4_E5B9;
            number = (number ^ (number >> 27)) * 0x94D0_49BB_1331_11EB;
            return number ^ (number >> 31);
        }
    }
}
