namespace WebhookRelay.Receiving;

/// <summary>A file that holds one secret, as Kubernetes and Docker mount them.</summary>
internal static class SecretFile
{
    /// <summary>The secret, or null with the reason. One trailing newline is not part of it.</summary>
    public static byte[]? TryRead(string path, out string? reason)
    {
        reason = null;
        try
        {
            var content = File.ReadAllBytes(path);
            var length = content.Length;
            if (length > 0 && content[length - 1] is (byte)'\n')
            {
                length -= length > 1 && content[length - 2] is (byte)'\r' ? 2 : 1;
            }

            reason = length is 0 ? $"the file '{path}' holds no secret." : null;
            return length is 0 ? null : content[..length];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            reason = $"the file '{path}' cannot be read: {e.Message}";
            return null;
        }
    }
}
