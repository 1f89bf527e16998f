using System.Runtime.InteropServices;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.LoadTests.Contestants;

/// <summary>The relay as its image holds it: compiled beforehand for this platform.</summary>
internal static class RelayProgram
{
    private static readonly TimeSpan PublishesWithin = TimeSpan.FromMinutes(5);
    private static readonly string Folder = Repository.File("artifacts/load-tests/relay");

    public static string Path => System.IO.Path.Combine(Folder, "WebhookRelay.dll");

    public static async Task PublishAsync()
    {
        await using var dotnet = ServerProcess.Start(
            "dotnet",
            [
                "publish", Repository.File("src/WebhookRelay"), "-c", "Release", "-a", RuntimeInformation.OSArchitecture is Architecture.Arm64 ? "arm64" : "x64",
                "--self-contained", "false", "-p:UseAppHost=false", "--disable-build-servers", "-o", Folder,
            ]);
        var code = await dotnet.ExitAsync(PublishesWithin);
        Assert.True(code is 0, string.Join('\n', dotnet.Output));
    }
}
