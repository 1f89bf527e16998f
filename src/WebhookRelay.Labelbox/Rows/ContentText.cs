using System.Buffers;
using System.IO.Hashing;
using System.Text.Json;

namespace WebhookRelay.Labelbox.Rows;

/// <summary>How a text contributes to the digest, determined by the name of its member.</summary>
internal enum TextKind : byte
{
    /// <summary>Content in full, including addresses: annotators write these texts.</summary>
    Plain = 0,

    /// <summary>An address, which Labelbox may sign each time it sends it.</summary>
    Address,

    /// <summary>Such an address, or a string that contains JSON.</summary>
    AddressOrJson,

    /// <summary>Not a text: the attachments of a row, whose values may be addresses.</summary>
    Attachments,
}

/// <summary>The contribution of texts to a <see cref="ContentDigest"/>.</summary>
internal static class ContentText
{
    /// <summary>A longer text counts as written.</summary>
    private const int LongestRead = 1024 * 1024;

    private const int AsJson = 32;
    private const int AsFragment = 33;
    private const int AsWritten = 34;

    private static readonly SearchValues<byte> NoAddress = SearchValues.Create([.. Enumerable.Range(0, 0x21).Select(character => (byte)character)]);
    private static readonly SearchValues<byte> OfScheme = SearchValues.Create("+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    public static TextKind KindOf(ReadOnlySpan<byte> name, bool isAttachment)
    {
        switch (name.Length)
        {
            case 5 when name.SequenceEqual("label"u8):
            case 7 when name.SequenceEqual("rowData"u8):
            case 8 when name.SequenceEqual("row_data"u8):
                return TextKind.AddressOrJson;
            case 5 when isAttachment && name.SequenceEqual("value"u8):
                return TextKind.Address;
            case 11 when name.SequenceEqual("attachments"u8):
                return TextKind.Attachments;
            case < 3:
                return TextKind.Plain;
        }

        // url, mask_url, text_layer_url, tileLayerUrl, instanceURI.
        return (name[^1] | 0x20) is 'l' or 'i' && (name[^2] | 0x20) is 'r' && (name[^3] | 0x20) is 'u' ? TextKind.Address : TextKind.Plain;
    }

    /// <param name="json">At the text.</param>
    /// <param name="path">The text's path.</param>
    /// <param name="kind">How the text counts.</param>
    public static UInt128 Digest(ref Utf8JsonReader json, ulong path, TextKind kind)
    {
        if (json.RawLength() > LongestRead)
        {
            return AsItIsWritten(ref json, ContentDigest.Beside(path, AsWritten));
        }

        if (json is { HasValueSequence: false, ValueIsEscaped: false })
        {
            return Digest(json.ValueSpan, path, kind);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(json.RawLength());
        try
        {
            return Digest(buffer.AsSpan(0, json.CopyString(buffer)), path, kind);
        }
        catch (InvalidOperationException)
        {
            // An unpaired surrogate.
            return AsItIsWritten(ref json, ContentDigest.Beside(path, AsWritten));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The current value of any type, even if it spans several segments.</summary>
    public static UInt128 AsItIsWritten(ref Utf8JsonReader json, ulong path)
    {
        if (!json.HasValueSequence)
        {
            return Hash(json.ValueSpan, path);
        }

        var hash = new XxHash128((long)path);
        foreach (var piece in json.ValueSequence)
        {
            hash.Append(piece.Span);
        }

        return hash.GetCurrentHashAsUInt128();
    }

    private static UInt128 Digest(ReadOnlySpan<byte> text, ulong path, TextKind kind)
    {
        switch (kind)
        {
            case TextKind.AddressOrJson when text.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..]
                && ContentDigest.OfNested(text, ContentDigest.Beside(path, AsJson)) is { } nested:
                return nested;
            case TextKind.Address or TextKind.AddressOrJson when text.IndexOf((byte)'?') is > 0 and var query && IsAddress(text):
                var fragment = text[query..].IndexOf((byte)'#');
                return Hash(text[..query], path) + (fragment > 0 ? Hash(text[(query + fragment)..], ContentDigest.Beside(path, AsFragment)) : default);
            default:
                return Hash(text, path);
        }
    }

    private static bool IsAddress(ReadOnlySpan<byte> text) =>
        text.IndexOf("://"u8) is > 0 and var scheme && !text[..scheme].ContainsAnyExcept(OfScheme) && !text.ContainsAny(NoAddress);

    private static UInt128 Hash(ReadOnlySpan<byte> text, ulong path) => XxHash128.HashToUInt128(text, (long)path);
}
