using System.Buffers;
using System.Runtime.InteropServices;

namespace WebhookRelay.Labelbox.V1;

/// <summary>
/// Records which frames of a video contain each feature, and which of them are key frames. V1 lists every frame, including
/// interpolated ones; V2 has inclusive ranges of frames, and a map of key frames.
/// </summary>
internal sealed class V1Tracks(ReadOnlyMemory<byte> label) : IDisposable
{
    private readonly PooledList<Track> _tracks = new();
    private readonly PooledList<Appearance> _appearances = new();

    /// <summary>A hash table with open addressing: the index of a track plus one, by the hash of its id.</summary>
    private int[] _table = RentTable(64);

    /// <summary>Records a feature in a frame; false if it is already there.</summary>
    public bool TryAppear(in JsonMemberRange id, int frame)
    {
        var index = IndexOf(id);
        if (_tracks[index].LastFrame == frame)
        {
            return false;
        }

        _tracks[index].LastFrame = frame;
        _appearances.Add(new Appearance { Track = index, Frame = frame });
        return true;
    }

    /// <summary>Records whether the frame is a key frame of the last feature.</summary>
    public void NoteKeyFrame(bool? isKeyFrame) => _appearances.Last.IsKeyFrame = isKeyFrame;

    /// <summary>Writes <c>segments</c> and <c>key_frame_feature_map</c>.</summary>
    public void Write(JsonBuilder row)
    {
        _appearances.Items.Sort(static (a, b) => a.Track != b.Track ? a.Track.CompareTo(b.Track) : a.Frame.CompareTo(b.Frame));
        row.Name("segments"u8);
        row.Open((byte)'{');
        for (var at = 0; at < _appearances.Count;)
        {
            at = WriteSegments(row, at);
        }

        row.Close((byte)'}');
        row.Name("key_frame_feature_map"u8);
        row.Open((byte)'{');
        for (var at = 0; at < _appearances.Count;)
        {
            at = WriteKeyFrames(row, at);
        }

        row.Close((byte)'}');
    }

    public void Dispose()
    {
        _tracks.Dispose();
        _appearances.Dispose();
        ArrayPool<int>.Shared.Return(_table);
        _table = [];
    }

    private int WriteSegments(JsonBuilder row, int at)
    {
        var track = _appearances[at].Track;
        row.RawName(Id(track));
        row.Open((byte)'[');
        while (at < _appearances.Count && _appearances[at].Track == track)
        {
            var first = _appearances[at].Frame;
            var last = first;
            while (++at < _appearances.Count && _appearances[at].Track == track && _appearances[at].Frame == last + 1)
            {
                last++;
            }

            row.Open((byte)'[');
            row.Number(first);
            row.Number(last);
            row.Close((byte)']');
        }

        row.Close((byte)']');
        return at;
    }

    private int WriteKeyFrames(JsonBuilder row, int at)
    {
        var track = _appearances[at].Track;
        var mark = row.Mark();
        row.RawName(Id(track));
        row.Open((byte)'{');
        for (; at < _appearances.Count && _appearances[at].Track == track; at++)
        {
            if (_appearances[at].IsKeyFrame is { } isKeyFrame)
            {
                row.Name(_appearances[at].Frame);
                row.Raw(isKeyFrame ? "true"u8 : "false"u8);
            }
        }

        row.CloseOptional(mark);
        return at;
    }

    private int IndexOf(in JsonMemberRange id)
    {
        if (_tracks.Count * 2 >= _table.Length)
        {
            Grow();
        }

        var slot = SlotOf(id.ValueIn(label.Span));
        if (_table[slot] is 0)
        {
            _tracks.Add(new Track { Id = id, LastFrame = -1 });
            _table[slot] = _tracks.Count;
        }

        return _table[slot] - 1;
    }

    private int SlotOf(ReadOnlySpan<byte> id)
    {
        var hash = default(HashCode);
        hash.AddBytes(id);
        var slot = (uint)hash.ToHashCode() % (uint)_table.Length;
        while (_table[slot] is not 0 and var index && !Id(index - 1).SequenceEqual(id))
        {
            slot = (slot + 1) % (uint)_table.Length;
        }

        return (int)slot;
    }

    private void Grow()
    {
        ArrayPool<int>.Shared.Return(_table);
        _table = RentTable(_table.Length * 2);
        for (var i = 0; i < _tracks.Count; i++)
        {
            _table[SlotOf(Id(i))] = i + 1;
        }
    }

    private ReadOnlySpan<byte> Id(int track) => _tracks[track].Id.ValueIn(label.Span);

    private static int[] RentTable(int length)
    {
        var table = ArrayPool<int>.Shared.Rent(length);
        table.AsSpan().Clear();
        return table;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Track
    {
        public JsonMemberRange Id;
        public int LastFrame;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Appearance
    {
        public int Track;
        public int Frame;
        public bool? IsKeyFrame;
    }
}
