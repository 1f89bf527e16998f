using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.CommandLine;

/// <summary>Interrupting a command works wherever the tests run: in the background, under nohup, in cron.</summary>
public sealed class InterruptTests
{
    [Fact]
    public async Task Command_can_be_interrupted_even_if_the_shell_ignores_interrupts()
    {
        var (command, arguments) = CliProcess.Interruptible(["sh", "-c", "echo started; exec sleep 600"]);
        await using var process = ServerProcess.Start("sh", ["-c", "trap '' INT; exec \"$@\"", "sh", command, .. arguments]);
        await Eventually.TrueAsync(() => process.Output.Count is 1, TimeSpan.FromSeconds(20), "it has started");

        process.Signal(CliProcess.SigInt);

        Assert.Equal(128 + CliProcess.SigInt, await process.ExitAsync());
    }
}
