using System.Buffers;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Receiving;

/// <summary>Compares one signature with the webhook's secrets as they were when the request started.</summary>
internal sealed class SignatureVerifier(WebhookSecret[] secrets, WebhookSignature signature) : IDisposable
{
    private readonly WebhookSignature _signature = signature;
    private StreamedSignature[]? _streamed;

    /// <summary>The mark of the secret that signed the body; null if none did.</summary>
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

    /// <summary>Adds the next bytes of a streamed body.</summary>
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

    /// <summary>The mark of the secret that signed the appended bytes; null if none did.</summary>
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
