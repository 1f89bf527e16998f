using System.Buffers;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Receiving;

/// <summary>
/// Finds the likely cause of a refused signature. It compares with every secret, so it runs only for logged refusals, and in Development. No
/// hint contains any part of a secret, a signature or a body.
/// </summary>
internal sealed class SignatureHints(WebhookSecrets secrets)
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Characters that editors or copying add to a secret, or remove from it.</summary>
    private static readonly string[] TrailingCharacters = ["\n", "\r\n", " ", "\t"];

    /// <summary>Whether a request has a signature, valid or not. Scanners send none.</summary>
    public static bool IsSigned(IHeaderDictionary? headers) =>
        headers is not null && (headers.ContainsKey(LabelboxHeaders.Signature) || headers.ContainsKey(LabelboxHeaders.Signature256));

    /// <summary>Why a header is not a valid signature; null if unknown.</summary>
    public static string? ForMalformed(IHeaderDictionary headers)
    {
        var (sha1, sha256) = (headers[LabelboxHeaders.Signature], headers[LabelboxHeaders.Signature256]);
        return (sha1.Count, sha256.Count) switch
        {
            ( > 1, _) or (_, > 1) => "A signature header is repeated, possibly by a proxy.",
            (_, 1) when WebhookSignature.TryParse(SignatureAlgorithm.Sha1, sha256, out _) => $"{LabelboxHeaders.Signature256} holds sha1=, which belongs in {LabelboxHeaders.Signature}.",
            (_, 1) when IsHex(sha256, "sha256=", 40) => $"{LabelboxHeaders.Signature256} has 40 hex digits, as HMAC-SHA1 makes: sign with HMAC-SHA256.",
            (1, _) when IsHex(sha1, "sha1=", 64) => $"{LabelboxHeaders.Signature} has 64 hex digits, as HMAC-SHA256 makes: sign with HMAC-SHA1, or use {LabelboxHeaders.Signature256} with sha256=.",
            (_, 1) => $"{LabelboxHeaders.Signature256} is not sha256= and 64 hex digits.",
            (1, _) when WebhookSignature.TryParse(SignatureAlgorithm.Sha256, sha1, out _) => $"{LabelboxHeaders.Signature} holds sha256=, which belongs in {LabelboxHeaders.Signature256}.",
            (1, _) => $"{LabelboxHeaders.Signature} is not sha1= and 40 hex digits.",
            _ => null,
        };
    }

    /// <summary>Why no secret of the webhook matches; null if unknown.</summary>
    public string? ForMismatch(string webhook, IHeaderDictionary headers, ReadOnlyMemory<byte> body)
    {
        foreach (var signature in Signatures(headers))
        {
            var own = secrets.For(webhook);
            if (own.Any(secret => Matches(signature, secret.Bytes, body)))
            {
                return $"{LabelboxHeaders.Signature} is right. {LabelboxHeaders.Signature256} is wrong, and decides if it is present.";
            }

            if (own.Any(secret => Variants(secret.Bytes).Any(variant => Matches(signature, variant, body))))
            {
                return "The secret matches except for a blank or line break at its end: set it without one at Labelbox and here.";
            }

            if (own.Any(secret => Bodies(body).Any(variant => Matches(signature, secret.Bytes, variant))))
            {
                return "The secret matches the body with or without a line break at its end: a proxy or a tool changed the body after it was signed.";
            }

            if (secrets.Webhooks.FirstOrDefault(other => secrets.For(other).Any(secret => Matches(signature, secret.Bytes, body))) is { } match)
            {
                return $"It matches a secret of {(match.Length is 0 ? "the path without a name" : $"the webhook '{match}'")}: the webhook at Labelbox has the wrong address or the wrong secret.";
            }

            if (Matches(signature, [], body))
            {
                return "It was signed with an empty secret.";
            }
        }

        return null;
    }

    private static IEnumerable<WebhookSignature> Signatures(IHeaderDictionary headers)
    {
        if (WebhookSignature.TryParse(SignatureAlgorithm.Sha256, headers[LabelboxHeaders.Signature256], out var sha256))
        {
            yield return sha256;
        }

        if (WebhookSignature.TryParse(SignatureAlgorithm.Sha1, headers[LabelboxHeaders.Signature], out var sha1))
        {
            yield return sha1;
        }
    }

    private static IEnumerable<byte[]> Variants(byte[] secret)
    {
        foreach (var end in TrailingCharacters)
        {
            yield return [.. secret, .. System.Text.Encoding.ASCII.GetBytes(end)];
        }

        if (secret.AsSpan().TrimEnd(" \t\r\n"u8) is var trimmed && trimmed.Length < secret.Length)
        {
            yield return trimmed.ToArray();
        }
    }

    /// <summary>The body without the line break at its end, or with one.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Bodies(ReadOnlyMemory<byte> body)
    {
        if (body.Span.EndsWith("\n"u8))
        {
            yield return body[..^1];
        }

        if (body.Span.EndsWith("\r\n"u8))
        {
            yield return body[..^2];
        }

        yield return (byte[])[.. body.Span, (byte)'\n'];
    }

    private static bool IsHex(string? header, string prefix, int digits) =>
        header is not null && header.Length == prefix.Length + digits && header.StartsWith(prefix, StringComparison.Ordinal) && header.AsSpan(prefix.Length).IndexOfAnyExcept(HexDigits) < 0;

    private static bool Matches(WebhookSignature signature, byte[] secret, ReadOnlyMemory<byte> body) => signature.Matches(secret, body.Span);
}
