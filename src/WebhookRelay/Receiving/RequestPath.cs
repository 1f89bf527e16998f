namespace WebhookRelay.Receiving;

internal static class RequestPath
{
    private const string Doubled = "//";
    private const int MaxShown = 64;

    /// <summary>The path with each run of slashes as one: an address that was joined from two parts often has one too many.</summary>
    public static PathString MergeSlashes(PathString path)
    {
        var merged = path.Value;
        while (merged?.Contains(Doubled, StringComparison.Ordinal) is true)
        {
            merged = merged.Replace(Doubled, "/", StringComparison.Ordinal);
        }

        return new PathString(merged);
    }

    /// <summary>The path in a sentence for the log. It is a stranger's: it is cut, and shown in visible ASCII alone.</summary>
    public static string Hint(PathString path)
    {
        var shown = (path.Value ?? string.Empty).Take(MaxShown).Select(character => character is > ' ' and <= '~' and not '\'' ? character : '?');
        return $"The path was '{string.Concat(shown)}'.";
    }
}
