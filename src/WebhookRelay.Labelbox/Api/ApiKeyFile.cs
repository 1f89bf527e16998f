namespace WebhookRelay.Labelbox.Api;

/// <summary>Reads the API key from a file. Surrounding white space and a byte-order mark are ignored.</summary>
internal static class ApiKeyFile
{
    /// <exception cref="LabelboxInvalidKeyException">The file cannot be read.</exception>
    public static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return Text(await File.ReadAllBytesAsync(file, cancellationToken));
        }
        catch (Exception e) when (IsAway(e))
        {
            throw new LabelboxInvalidKeyException($"The file '{file}' with the Labelbox API key cannot be read.", e);
        }
    }

    /// <summary>What is wrong with the file, or null. The text does not reveal the key.</summary>
    public static string? Fault(string file)
    {
        try
        {
            return LabelboxClientOptions.IsKey(Text(File.ReadAllBytes(file))) ? null : $"is not a key: {LabelboxClientOptions.KeyRule}";
        }
        catch (Exception e) when (IsAway(e))
        {
            return $"cannot be read: {e.Message}";
        }
    }

    private static string Text(byte[] content) => System.Text.Encoding.UTF8.GetString(SecretContent.Of(content)).Trim();

    private static bool IsAway(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
