using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.LoadTests.Contestants;

/// <summary>Runs a preparation command and throws if it fails.</summary>
internal static class Tool
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(string command, params string[] arguments)
    {
        await using var tool = ServerProcess.Start(command, arguments);
        var code = await tool.ExitAsync(EndsWithin);
        Assert.True(code is 0, string.Join('\n', tool.Output));
    }
}
