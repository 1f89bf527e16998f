using System.Security.Cryptography;

namespace WebhookRelay.Labelbox;

/// <summary>
/// Compares a signature with a body that comes in pieces, so that a body of any size need not be held. Made by
/// <see cref="WebhookSignature.Over"/>; not for several threads at once.
/// </summary>
public sealed class StreamedSignature : IDisposable
{
    private readonly IncrementalHash _mac;
    private readonly byte[] _expected;

    internal StreamedSignature(IncrementalHash mac, byte[] expected) => (_mac, _expected) = (mac, expected);

    /// <summary>The next bytes of the raw body.</summary>
    /// <param name="piece">Bytes in the order they came, before any parsing.</param>
    public void Append(ReadOnlySpan<byte> piece) => _mac.AppendData(piece);

    /// <summary>
    /// Whether everything appended was signed with the secret. Takes the same time wherever the digests differ. What is
    /// appended afterwards begins a new body.
    /// </summary>
    public bool Matches()
    {
        Span<byte> digest = stackalloc byte[_mac.HashLengthInBytes];
        _mac.GetHashAndReset(digest);
        return CryptographicOperations.FixedTimeEquals(digest, _expected);
    }

    /// <summary>Forgets the secret.</summary>
    public void Dispose() => _mac.Dispose();
}
