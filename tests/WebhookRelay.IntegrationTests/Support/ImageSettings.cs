namespace WebhookRelay.IntegrationTests.Support;

/// <summary>The image's settings of the runtime and the C library, so that tests measure the service as the image runs it.</summary>
internal static class ImageSettings
{
    public static IReadOnlyDictionary<string, string?> All { get; } = In("Dockerfile");

    /// <summary>The settings in a Dockerfile or service unit of the repository.</summary>
    public static SortedDictionary<string, string?> In(string file) => new(
        System.IO.File.ReadAllText(Repository.File(file))
            .Replace("Environment=", string.Empty, StringComparison.Ordinal)
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.StartsWith("MALLOC_", StringComparison.Ordinal) || word.StartsWith("DOTNET_GC", StringComparison.Ordinal))
            .Select(word => word.Split('='))
            .Where(setting => setting.Length is 2)
            .ToDictionary(setting => setting[0], string? (setting) => setting[1], StringComparer.Ordinal),
        StringComparer.Ordinal);
}
