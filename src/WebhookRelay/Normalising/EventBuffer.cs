using System.Buffers;

namespace WebhookRelay.Normalising;

/// <summary>
/// Where an event is written to: its bytes are published from here, so that they are not copied once more. They are not
/// cleared first; for a large event that would take as long as writing it.
/// </summary>
internal sealed class EventBuffer(int capacity) : IBufferWriter<byte>
{
    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(capacity);
    private int _length;

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_buffer.Length - _length < Math.Max(sizeHint, 1))
        {
            var larger = GC.AllocateUninitializedArray<byte>(_length + Math.Max(sizeHint, _buffer.Length));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            _buffer = larger;
        }

        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
