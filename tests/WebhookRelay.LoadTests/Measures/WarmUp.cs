using WebhookRelay.LoadTests.Contestants;
using WebhookRelay.LoadTests.Deliveries;
using WebhookRelay.LoadTests.Sending;

namespace WebhookRelay.LoadTests.Measures;

/// <summary>Warms up a contestant: code compiled, connections open, queue empty.</summary>
internal static class WarmUp
{
    private const int Connections = 64;

    public static async Task RunAsync(BenchmarkRun benchmark, DeliveryFile file, Supply supply)
    {
        var sent = await Wrk.SendAsync(benchmark.Port, file, supply.Warming, Connections, supply.WarmUp);
        if (benchmark.Contestant.Publishes)
        {
            await benchmark.Queue.WhenQuietAsync(sent.Acknowledged.Count);
            await benchmark.Queue.EmptyAsync();
        }
    }
}
