using WebhookRelay.LoadTests.Contestants;
using WebhookRelay.LoadTests.Deliveries;
using WebhookRelay.LoadTests.Sending;

namespace WebhookRelay.LoadTests.Measures;

/// <summary>Everybody is measured warm: compiled, connected, and with an empty queue.</summary>
internal static class WarmUp
{
    private const int Connections = 64;

    public static async Task RunAsync(Bout bout, DeliveryFile file, Supply supply)
    {
        var sent = await Wrk.SendAsync(bout.Port, file, supply.Warming, Connections, supply.WarmUp);
        if (bout.Contestant.Publishes)
        {
            await bout.Queue.WhenQuietAsync(sent.Acknowledged.Count);
            await bout.Queue.EmptyAsync();
        }
    }
}
