using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.LoadTests.Contestants;

/// <summary>The command line and the twin, published.</summary>
internal static class ExportPrograms
{
    private static readonly string Folder = Repository.File("artifacts/load-tests/export");

    public static string Cli => Path.Combine(Folder, "cli", "webhook-relay.dll");

    public static string Twin => Path.Combine(Folder, "twin", "WebhookRelay.LabelboxTwin.dll");

    public static async Task PublishAsync()
    {
        await PublishAsync("src/WebhookRelay.Cli", "cli");
        await PublishAsync("src/WebhookRelay.LabelboxTwin", "twin");
    }

    private static Task PublishAsync(string project, string folder) => Tool.RunAsync(
        "dotnet", "publish", Repository.File(project), "-c", "Release", "-p:UseAppHost=false", "--disable-build-servers", "-o", Path.Combine(Folder, folder));
}
