using System.Security.Cryptography;

namespace WebhookRelay.Labelbox;

/// <summary>The two signature algorithms of Labelbox.</summary>
public enum SignatureAlgorithm
{
    /// <summary>HMAC-SHA1, in <see cref="LabelboxHeaders.Signature"/>.</summary>
    Sha1,

    /// <summary>HMAC-SHA256, in <see cref="LabelboxHeaders.Signature256"/>.</summary>
    Sha256,
}

/// <summary>A well-formed signature from a header, not yet verified.</summary>
public readonly struct WebhookSignature
{
    private readonly SignatureAlgorithm _algorithm;
    private readonly byte[] _digest;

    private WebhookSignature(SignatureAlgorithm algorithm, byte[] digest) => (_algorithm, _digest) = (algorithm, digest);

    /// <summary>Whether a delivery's body was signed with the secret. If there is a SHA-256 signature, it decides.</summary>
    /// <param name="sha1Header">The value of <see cref="LabelboxHeaders.Signature"/>, or null.</param>
    /// <param name="sha256Header">The value of <see cref="LabelboxHeaders.Signature256"/>, or null.</param>
    /// <param name="secret">The webhook's secret: the UTF-8 bytes of the text entered at Labelbox.</param>
    /// <param name="body">The raw bytes of the request's body, before any parsing.</param>
    public static bool Verify(string? sha1Header, string? sha256Header, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> body)
    {
        var (algorithm, header) = sha256Header is null ? (SignatureAlgorithm.Sha1, sha1Header) : (SignatureAlgorithm.Sha256, sha256Header);
        return TryParse(algorithm, header, out var signature) && signature.Matches(secret, body);
    }

    /// <summary>Parses a header: the algorithm's name in lower case, <c>=</c>, and its digest in hex of either case.</summary>
    /// <param name="algorithm">The algorithm that the header is for.</param>
    /// <param name="header">The header's value.</param>
    /// <param name="signature">The signature, if the header is well-formed.</param>
    /// <returns>Whether the header is well-formed.</returns>
    public static bool TryParse(SignatureAlgorithm algorithm, string? header, out WebhookSignature signature)
    {
        signature = default;
        var prefix = Prefix(algorithm);
        var digest = new byte[Length(algorithm)];
        if (header is null
            || header.Length != prefix.Length + (2 * digest.Length)
            || !header.StartsWith(prefix, StringComparison.Ordinal)
            || Convert.FromHexString(header.AsSpan(prefix.Length), digest, out _, out _) is not System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        signature = new WebhookSignature(algorithm, digest);
        return true;
    }

    /// <summary>The header's value for a body, as Labelbox would send it.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="secret">The webhook's secret.</param>
    /// <param name="body">The raw body.</param>
    public static string Compute(SignatureAlgorithm algorithm, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> body)
    {
        Span<byte> digest = stackalloc byte[Length(algorithm)];
        Sign(algorithm, secret, body, digest);
        return Prefix(algorithm) + Convert.ToHexStringLower(digest);
    }

    /// <summary>The header's value for a body that arrives in pieces, so that the body need not be in memory.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="secret">The webhook's secret.</param>
    /// <param name="pieces">The raw body in order; each piece is used only until the next is requested.</param>
    public static string Compute(SignatureAlgorithm algorithm, ReadOnlySpan<byte> secret, IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        using var mac = Mac(algorithm, secret);
        foreach (var piece in pieces)
        {
            mac.AppendData(piece.Span);
        }

        return Prefix(algorithm) + Convert.ToHexStringLower(mac.GetHashAndReset());
    }

    /// <summary>Whether the body was signed with the secret, compared in constant time.</summary>
    /// <param name="secret">The webhook's secret.</param>
    /// <param name="body">The raw body.</param>
    public bool Matches(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> body)
    {
        if (_digest is null)
        {
            return false;
        }

        Span<byte> digest = stackalloc byte[Length(_algorithm)];
        Sign(_algorithm, secret, body, digest);
        return CryptographicOperations.FixedTimeEquals(digest, _digest);
    }

    /// <summary>Starts verifying a body that arrives in pieces.</summary>
    /// <param name="secret">The webhook's secret.</param>
    /// <exception cref="InvalidOperationException">The signature was not parsed from a header.</exception>
    public StreamedSignature Over(ReadOnlySpan<byte> secret) => _digest is null
        ? throw new InvalidOperationException("Parse the signature from a header before you verify it.")
        : new StreamedSignature(Mac(_algorithm, secret), _digest);

    private static IncrementalHash Mac(SignatureAlgorithm algorithm, ReadOnlySpan<byte> secret) =>
        IncrementalHash.CreateHMAC(algorithm is SignatureAlgorithm.Sha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256, secret);

    private static string Prefix(SignatureAlgorithm algorithm) => algorithm switch
    {
        SignatureAlgorithm.Sha1 => "sha1=",
        SignatureAlgorithm.Sha256 => "sha256=",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "Labelbox signs with SHA-1 and SHA-256 only."),
    };

    private static int Length(SignatureAlgorithm algorithm) =>
        algorithm is SignatureAlgorithm.Sha1 ? HMACSHA1.HashSizeInBytes : HMACSHA256.HashSizeInBytes;

    private static void Sign(SignatureAlgorithm algorithm, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> body, Span<byte> digest)
    {
        if (algorithm is SignatureAlgorithm.Sha1)
        {
#pragma warning disable CA5350 // Labelbox's scheme; as a MAC, HMAC-SHA1 is not touched by SHA-1's collisions.
            HMACSHA1.HashData(secret, body, digest);
#pragma warning restore CA5350
        }
        else
        {
            HMACSHA256.HashData(secret, body, digest);
        }
    }
}
