using System.Security.Cryptography;

namespace WebhookRelay.Labelbox;

/// <summary>
/// Verifies a signature over a body that arrives in pieces, so that the body need not be in memory. Created by
/// <see cref="WebhookSignature.Over"/>. Not thread-safe.
/// </summary>
public sealed class StreamedSignature : IDisposable
{
    private readonly IncrementalHash _mac;
    private readonly byte[] _expected;

    internal StreamedSignature(IncrementalHash mac, byte[] expected) => (_mac, _expected) = (mac, expected);

    /// <summary>Appends the next bytes of the raw body.</summary>
    /// <param name="piece">Bytes in the order of arrival, before any parsing.</param>
    public void Append(ReadOnlySpan<byte> piece) => _mac.AppendData(piece);

    /// <summary>
    /// Whether the appended bytes were signed with the secret, compared in constant time. Bytes appended afterwards start a new
    /// body.
    /// </summary>
    public bool Matches()
    {
        Span<byte> digest = stackalloc byte[_mac.HashLengthInBytes];
        _mac.GetHashAndReset(digest);
        return CryptographicOperations.FixedTimeEquals(digest, _expected);
    }

    /// <summary>Clears the secret.</summary>
    public void Dispose() => _mac.Dispose();
}
