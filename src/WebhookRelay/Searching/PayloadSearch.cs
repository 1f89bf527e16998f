using System.Globalization;
using System.Text;
using WebhookRelay.Ledger;

namespace WebhookRelay.Searching;

/// <summary>Searches payloads as received for a text, written as it is or as JSON escapes it. The letter case counts.</summary>
internal sealed class PayloadSearch
{
    private const int PartBytes = 256 * 1024;

    private readonly byte[][] _forms;
    private readonly int _longest;

    public PayloadSearch(string text)
    {
        _forms = [.. ((string[])[text, Escaped(text)]).Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes)];
        _longest = _forms.Max(form => form.Length);
    }

    /// <summary>False also if the file of a large body is gone.</summary>
    public bool IsIn(EntryBody body) => body is EntryBody.InMemory { Bytes: var bytes } ? IsIn(bytes.Span) : IsInFile(body);

    private bool IsIn(ReadOnlySpan<byte> bytes)
    {
        foreach (var form in _forms)
        {
            if (bytes.IndexOf(form) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsInFile(EntryBody body)
    {
        try
        {
            using var file = body.Open();
            var part = new byte[PartBytes];
            for (int kept = 0, read; (read = file.ReadAtLeast(part.AsSpan(kept), part.Length - kept, throwOnEndOfStream: false)) > 0;)
            {
                if (IsIn(part.AsSpan(0, kept + read)))
                {
                    return true;
                }

                // A match may begin in this part and end in the next.
                var end = kept + read;
                kept = Math.Min(_longest - 1, end);
                part.AsSpan(end - kept, kept).CopyTo(part);
            }
        }
        catch (IOException)
        {
            // Retention has removed the entry meanwhile.
        }

        return false;
    }

    /// <summary>As Labelbox's serializer writes it: quotes, backslashes, control characters and everything beyond ASCII are escaped.</summary>
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' or '\\' => escaped.Append('\\').Append(character),
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                < ' ' or > '~' => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => escaped.Append(character),
            };
        }

        return escaped.ToString();
    }
}
