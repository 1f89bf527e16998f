namespace WebhookRelay.Receiving;

internal static class RequestPath
{
    private const string Doubled = "//";
    private const int MaxShown = 64;

    /// <summary>Merges repeated slashes: an address joined from two parts often has one too many.</summary>
    public static PathString MergeSlashes(PathString path)
    {
        var merged = path.Value;
        while (merged?.Contains(Doubled, StringComparison.Ordinal) is true)
        {
            merged = merged.Replace(Doubled, "/", StringComparison.Ordinal);
        }

        return new PathString(merged);
    }

    /// <summary>The path for the log. It is untrusted input: shortened, and reduced to visible ASCII.</summary>
    public static string Hint(PathString path)
    {
        var shown = (path.Value ?? string.Empty).Take(MaxShown).Select(character => character is > ' ' and <= '~' and not '\'' ? character : '?');
        return $"The path was '{string.Concat(shown)}'.";
    }
}
