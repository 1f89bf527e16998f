namespace WebhookRelay.IntegrationTests.Support;

/// <summary>The settings of the runtime and the C library that the image starts the service with: what is measured is started the same way.</summary>
internal static class ImageSettings
{
    public static IReadOnlyList<(string Key, string Value)> All { get; } =
    [
        .. System.IO.File.ReadAllText(Repository.File("Dockerfile"))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.StartsWith("MALLOC_", StringComparison.Ordinal) || word.StartsWith("DOTNET_GC", StringComparison.Ordinal))
            .Select(word => word.Split('='))
            .Where(setting => setting.Length is 2)
            .Select(setting => (setting[0], setting[1])),
    ];
}
