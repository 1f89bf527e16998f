using System.Buffers;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Receiving;

/// <summary>One signature and the secrets that may have made it, as they were when its delivery began to come.</summary>
internal sealed class SignatureVerifier(WebhookSecret[] secrets, WebhookSignature signature) : IDisposable
{
    private readonly WebhookSignature _signature = signature;
    private StreamedSignature[]? _streamed;

    /// <summary>The mark of the secret that signed the body, or null where none did.</summary>
    public string? Match(ReadOnlySpan<byte> body)
    {
        foreach (var secret in secrets)
        {
            if (_signature.Matches(secret.Bytes, body))
            {
                return secret.Mark;
            }
        }

        return null;
    }

    /// <summary>The next bytes of a body that is not held.</summary>
    public void Append(ReadOnlySequence<byte> piece)
    {
        _streamed ??= [.. secrets.Select(secret => _signature.Over(secret.Bytes))];
        foreach (var bytes in piece)
        {
            foreach (var streamed in _streamed)
            {
                streamed.Append(bytes.Span);
            }
        }
    }

    /// <summary>The mark of the secret that signed what was appended, or null where none did.</summary>
    public string? MatchAppended()
    {
        for (var i = 0; i < secrets.Length; i++)
        {
            if (_streamed?[i].Matches() is true)
            {
                return secrets[i].Mark;
            }
        }

        return null;
    }

    public void Dispose()
    {
        foreach (var streamed in _streamed ?? [])
        {
            streamed.Dispose();
        }
    }
}

internal sealed record WebhookSecret(byte[] Bytes)
{
    public string Mark { get; } = SecretMark.Of(Bytes);
}
