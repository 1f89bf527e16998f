using System.Text.Unicode;

namespace WebhookRelay.Labelbox;

/// <summary>Validates UTF-8 that arrives in pieces, even if a character is split between two.</summary>
internal ref struct Utf8Validator
{
    public const int Longest = 4;

    private readonly Span<byte> _cut;
    private int _cutLength;

    /// <param name="cut">A buffer for one character.</param>
    public Utf8Validator(Span<byte> cut) => _cut = cut[..Longest];

    /// <summary>The number of bytes known to be valid. Together with an unfinished character at the end it is the whole input, unless that is invalid.</summary>
    public long Valid { get; private set; }

    /// <summary>Whether no character is unfinished.</summary>
    public readonly bool IsWhole => _cutLength is 0;

    /// <summary>Whether everything so far can be valid UTF-8.</summary>
    public bool Append(ReadOnlySpan<byte> piece)
    {
        while (_cutLength > 0 && !piece.IsEmpty)
        {
            _cut[_cutLength++] = piece[0];
            piece = piece[1..];
            if (_cutLength == LengthOf(_cut[0]))
            {
                if (!Utf8.IsValid(_cut[.._cutLength]))
                {
                    return false;
                }

                Valid += _cutLength;
                _cutLength = 0;
            }
        }

        var rest = CutOff(piece);
        var whole = piece[..^rest];
        if (!Utf8.IsValid(whole))
        {
            Valid += DeliveryPayload.ValidBytes(whole);
            return false;
        }

        piece[^rest..].CopyTo(_cut[_cutLength..]);
        (_cutLength, Valid) = (_cutLength + rest, Valid + whole.Length);
        return true;
    }

    /// <summary>The number of bytes at the end that start an unfinished character.</summary>
    private static int CutOff(ReadOnlySpan<byte> piece)
    {
        for (var back = 1; back < Longest && back <= piece.Length; back++)
        {
            var lead = piece[^back];
            if ((lead & 0b1100_0000) is not 0b1000_0000)
            {
                return LengthOf(lead) > back ? back : 0;
            }
        }

        return 0;
    }

    private static int LengthOf(byte lead) => lead switch
    {
        >= 0b1111_0000 => 4,
        >= 0b1110_0000 => 3,
        >= 0b1100_0000 => 2,
        _ => 1,
    };
}
