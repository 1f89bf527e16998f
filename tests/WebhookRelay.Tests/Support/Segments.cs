using System.Buffers;

namespace WebhookRelay.Tests.Support;

/// <summary>Segmented bytes, as from a socket or from pages of a file.</summary>
internal static class Segments
{
    public static ReadOnlySequence<byte> Of(ReadOnlyMemory<byte> bytes, int each)
    {
        if (bytes.Length <= each)
        {
            return new ReadOnlySequence<byte>(bytes);
        }

        var first = new Segment(bytes[..each], before: null);
        var last = first;
        for (var at = each; at < bytes.Length; at += each)
        {
            last = new Segment(bytes.Slice(at, Math.Min(each, bytes.Length - at)), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
