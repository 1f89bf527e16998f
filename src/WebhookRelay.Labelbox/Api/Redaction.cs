using System.Text.Encodings.Web;
using System.Text.Json;

namespace WebhookRelay.Labelbox.Api;

/// <summary>Takes the key and the secrets out of what the API says: a server may quote what it was sent.</summary>
internal sealed class Redaction(IEnumerable<string?> hidden)
{
    private const int LongestMessage = 1_000;
    private const string Mark = "[redacted]";

    // As they are, and as JSON and GraphQL write them inside quotes; longest first, for one may hold another.
    private readonly string[] _hidden =
    [
        .. hidden.OfType<string>()
            .Where(text => text.Length > 0)
            .SelectMany(text => (string[])[text, Escaped(text, JavaScriptEncoder.Default), Escaped(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)])
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(text => text.Length),
    ];

    /// <summary>The text without them, on one line, and cut only then: a half of a secret would not be recognised.</summary>
    public string Apply(string text)
    {
        foreach (var secret in _hidden)
        {
            text = text.Replace(secret, Mark, StringComparison.Ordinal);
        }

        text = string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
        return text.Length > LongestMessage ? text[..LongestMessage] + "…" : text;
    }

    private static string Escaped(string text, JavaScriptEncoder encoder) => JsonEncodedText.Encode(text, encoder).ToString();
}
