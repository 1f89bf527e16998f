using WebhookRelay.Labelbox;

namespace WebhookRelay.Starting;

/// <summary>A file with one secret, as Kubernetes and Docker mount them.</summary>
internal static class SecretFile
{
    /// <summary>The secret, or null with the reason. A byte-order mark and one trailing newline are not part of it.</summary>
    public static byte[]? TryRead(string path, out string? reason)
    {
        if (TryReadFile(path, out reason) is not { } file)
        {
            return null;
        }

        var secret = SecretContent.Of(file);
        reason = secret.Length is 0 ? $"the file '{path}' holds no secret." : null;
        return secret.Length is 0 ? null : secret;
    }

    /// <summary>What looks wrong with the content; null if nothing does or it cannot be read.</summary>
    public static string? Warning(string path) => TryReadFile(path, out _) is { } file ? SecretContent.Problem(file) : null;

    private static byte[]? TryReadFile(string path, out string? reason)
    {
        try
        {
            reason = null;
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            reason = $"the file '{path}' cannot be read: {e.Message}";
            return null;
        }
    }
}
