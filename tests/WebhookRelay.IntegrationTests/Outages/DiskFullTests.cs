using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Outages;

/// <summary>The ledger's disk runs full, on a small tmpfs.</summary>
public sealed class DiskFullTests(SharedServers servers)
{
    [Fact]
    public async Task Full_disk_loses_no_acknowledged_delivery_and_recovers()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Mounting a tmpfs needs root.");
        using var folder = new TemporaryFolder();
        var disk = folder.File("disk");
        Directory.CreateDirectory(disk);
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", disk) is 0, "This machine does not allow mounting a tmpfs.");
        try
        {
            await using var line = await servers.OpenAsync(("Ledger__Path", Path.Combine(disk, "ledger")));
            var acknowledged = new List<string>();
            await line.AcceptedAsync(SamplePayloads.V2("row-first"), "first");
            acknowledged.Add("first");
            var ballast = Path.Combine(disk, "ballast");
            Assert.NotEqual(0, await RunAsync("dd", "if=/dev/zero", $"of={ballast}", "bs=64k"));

            var refused = 0;
            // RocksDB first uses the space that it reserved for its log.
            for (var i = 0; i < 2_000 && refused < 50; i++)
            {
                var (status, _) = await line.Relay.SendAsync(SamplePayloads.V2($"row-{i}", padding: 50_000), $"full-{i}");
                Assert.Contains(status, (int[])[200, 503]);
                if (status is 200)
                {
                    acknowledged.Add($"full-{i}");
                }
                else
                {
                    refused++;
                }
            }

            Assert.True(refused > 0, "The disk never ran full.");
            await line.Relay.HealthShowsAsync("ledger", "down");
            File.Delete(ballast);
            await line.Relay.HealthShowsAsync("ledger", "up");
            await line.AcceptedAsync(SamplePayloads.V2("row-last"), "last");
            acknowledged.Add("last");

            await line.Relay.KillAsync();
            await line.Relay.StartAgainAsync();
            await line.AcceptedAsync(SamplePayloads.V2("row-after"), "after");
            acknowledged.Add("after");
            var arrived = new HashSet<string>(StringComparer.Ordinal);
            await Eventually.TrueAsync(
                async () =>
                {
                    arrived.UnionWith((await line.Queue.ReadAllAsync()).Select(message => message.Id));
                    return acknowledged.TrueForAll(arrived.Contains);
                },
                TimeSpan.FromSeconds(30),
                "everything acknowledged arrives");
        }
        finally
        {
            await RunAsync("umount", "-l", disk);
        }
    }

    private static async Task<int> RunAsync(string command, params string[] arguments)
    {
        await using var process = ServerProcess.Start(command, arguments);
        return await process.ExitAsync();
    }
}
