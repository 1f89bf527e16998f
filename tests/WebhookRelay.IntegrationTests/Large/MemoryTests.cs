using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Large;

/// <summary>Memory use for the largest accepted body, from sender to subscriber.</summary>
[Collection(LargeDiskCollection.Name)]
public sealed class MemoryTests(SharedServers servers)
{
    private const long Length = 256L * 1024 * 1024;
    private const long KibibytesForOne = 64 * 1024;
    private const long KibibytesForTen = 128 * 1024;

    [Fact]
    public async Task Large_deliveries_arrive_unchanged_with_little_memory_even_ten_at_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Memory is read from /proc.");
        await using var line = await LargePayloadFixture.OpenAsync(servers);
        // Warm up: compile code, open connections, allocate buffers.
        for (var i = 0; i < 100; i++)
        {
            await line.Line.AcceptedAsync(SamplePayloads.V2($"warm-{i}"), $"warm-{i}");
        }

        await RelayAsync(line, [new LargeDelivery("warm", 9 * 1024 * 1024)], alreadyThere: 100);
        ProcessStatus.ForgetPeak(line.Relay.Id);
        var before = ProcessStatus.Read(line.Relay.Id, "VmHWM");

        await RelayAsync(line, [new LargeDelivery("one", Length)]);
        var one = ProcessStatus.Read(line.Relay.Id, "VmHWM");

        await RelayAsync(line, [.. Enumerable.Range(0, 10).Select(i => new LargeDelivery($"ten-{i}", Length))]);
        var ten = ProcessStatus.Read(line.Relay.Id, "VmHWM");

        TestContext.Current.TestOutputHelper!.WriteLine("Peak of resident memory in KiB: {0} before, {1} more for one, {2} more for ten", before, one - before, ten - one);
        Assert.InRange(one - before, long.MinValue, KibibytesForOne);
        Assert.InRange(ten - one, long.MinValue, KibibytesForTen);
    }

    private static async Task RelayAsync(LargePayloadFixture line, LargeDelivery[] deliveries, int alreadyThere = 0)
    {
        Assert.All(await Task.WhenAll(deliveries.Select(delivery => line.SendAsync(delivery))), answer => Assert.Equal((200, "accepted"), answer));
        var messages = (await line.Line.Queue.ReadAsync(alreadyThere + deliveries.Length, TimeSpan.FromMinutes(2))).Skip(alreadyThere).ToList();
        foreach (var message in messages)
        {
            var sent = Assert.Single(deliveries, delivery => string.Equals(delivery.Id, message.Id, StringComparison.Ordinal));
            Assert.Equal(($"row-{sent.Id}", sent.Sha256, sent.Length), (message.Subject, (string?)message.Json["datasha256"], (long?)message.Json["datalength"]));
        }

        foreach (var fetched in await Task.WhenAll(messages.Select(line.FetchAsync)))
        {
            Assert.Contains(deliveries, delivery => (delivery.Sha256, delivery.Length) == fetched);
        }
    }
}
