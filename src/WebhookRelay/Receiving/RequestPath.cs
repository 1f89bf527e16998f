namespace WebhookRelay.Receiving;

internal static class RequestPath
{
    private const string Doubled = "//";

    /// <summary>The path with each run of slashes as one: an address that was joined from two parts often has one too many.</summary>
    public static PathString Merged(PathString path)
    {
        var merged = path.Value;
        while (merged?.Contains(Doubled, StringComparison.Ordinal) is true)
        {
            merged = merged.Replace(Doubled, "/", StringComparison.Ordinal);
        }

        return new PathString(merged);
    }
}
