using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.LoadTests.Contestants;

/// <summary>The Node.js peer. Its packages are installed in the build output.</summary>
internal static class NodeProgram
{
    private static readonly string Folder = Repository.File("artifacts/load-tests/node");

    public static string Path => System.IO.Path.Combine(Folder, "server.js");

    public static async Task InstallAsync()
    {
        Directory.CreateDirectory(Folder);
        foreach (var file in Directory.EnumerateFiles(Repository.File("tests/WebhookRelay.LoadTests/peers/node")))
        {
            File.Copy(file, System.IO.Path.Combine(Folder, System.IO.Path.GetFileName(file)), overwrite: true);
        }

        await Tool.RunAsync("npm", "ci", "--prefix", Folder, "--ignore-scripts", "--no-audit", "--no-fund");
    }
}
