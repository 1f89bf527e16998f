using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.LoadTests.Contestants;

/// <summary>The Node.js peer with its packages, which are installed where nothing else looks: among the build's output.</summary>
internal static class NodeProgram
{
    private static readonly TimeSpan InstallsWithin = TimeSpan.FromMinutes(5);
    private static readonly string Folder = Repository.File("artifacts/load-tests/node");

    public static string Path => System.IO.Path.Combine(Folder, "server.js");

    public static async Task InstallAsync()
    {
        Directory.CreateDirectory(Folder);
        foreach (var file in Directory.EnumerateFiles(Repository.File("tests/WebhookRelay.LoadTests/peers/node")))
        {
            File.Copy(file, System.IO.Path.Combine(Folder, System.IO.Path.GetFileName(file)), overwrite: true);
        }

        await using var npm = ServerProcess.Start("npm", ["ci", "--prefix", Folder, "--ignore-scripts", "--no-audit", "--no-fund"]);
        var code = await npm.ExitAsync(InstallsWithin);
        Assert.True(code is 0, string.Join('\n', npm.Output));
    }
}
