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
        _forms = [.. ((string[])[text, Escaped(text, beyondAscii: true, syntax: false), Escaped(text, beyondAscii: true, syntax: true), Escaped(text, beyondAscii: false, syntax: true)]).Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes)];
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

    /// <summary>As a serializer writes it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="beyondAscii">Whether it escapes everything beyond ASCII, as Labelbox does.</param>
    /// <param name="syntax">Whether the text is the content of a string, and not a piece of JSON with its quotes.</param>
    private static string Escaped(string text, bool beyondAscii, bool syntax)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' or '\\' when syntax => escaped.Append('\\').Append(character),
                '\n' when syntax => escaped.Append("\\n"),
                '\r' when syntax => escaped.Append("\\r"),
                '\t' when syntax => escaped.Append("\\t"),
                < ' ' when syntax => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                > '~' when beyondAscii => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => escaped.Append(character),
            };
        }

        return escaped.ToString();
    }
}
