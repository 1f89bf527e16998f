using System.Runtime.InteropServices;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.LoadTests.Contestants;

/// <summary>The relay published like in its image: precompiled for this platform.</summary>
internal static class RelayProgram
{
    private static readonly string Folder = Repository.File("artifacts/load-tests/relay");

    public static string Path => System.IO.Path.Combine(Folder, "WebhookRelay.dll");

    public static Task PublishAsync() => Tool.RunAsync(
        "dotnet", "publish", Repository.File("src/WebhookRelay"), "-c", "Release", "-a", RuntimeInformation.OSArchitecture is Architecture.Arm64 ? "arm64" : "x64",
        "--self-contained", "false", "-p:UseAppHost=false", "--disable-build-servers", "-o", Folder);
}
