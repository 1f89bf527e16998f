using System.Text.Encodings.Web;
using System.Text.Json;

namespace WebhookRelay.Labelbox.Api;

/// <summary>Removes the key and secrets from the API's messages, because a server may quote its input.</summary>
internal sealed class Redaction(IEnumerable<string?> hidden)
{
    private const int LongestMessage = 1_000;
    private const string Mark = "[redacted]";

    // Plain, and as escaped in JSON and GraphQL strings. Longest first, because one may contain another.
    private readonly string[] _hidden =
    [
        .. hidden.OfType<string>()
            .Where(text => text.Length > 0)
            .SelectMany(text => (string[])[text, Escaped(text, JavaScriptEncoder.Default), Escaped(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)])
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(text => text.Length),
    ];

    /// <summary>The redacted text on one line. It is cut after redaction, because half a secret would not be recognised.</summary>
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
