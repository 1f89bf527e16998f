using System.Globalization;
using System.Net;
using WebhookRelay.IntegrationTests.Administration;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Faults;

/// <summary>
/// Kills the leader of a quorum queue on three nodes while two relays publish to it: one through the killed node, one
/// through another. The third node is paused for a moment, so that the first relay reconnects before there is another
/// leader. A relay has one address; the first relay's is a load balancer, which sends new
/// connections to a live node.
/// </summary>
public sealed class ClusterTests
{
    private const int Enough = 200;

    private static readonly TimeSpan GoesOnWithin = TimeSpan.FromSeconds(60);

    private static readonly string[] WithoutConfirm = ["refuses events", "RabbitMQ has refused publishes for", "publishes unanswered beyond Publishing:Deadline"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Killed_leader_loses_nothing_whichever_node_a_relay_uses(bool asksWhichQueueRefuses)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var cluster = await RabbitMqCluster.StartAsync();
        var (leader, survivor, third) = (cluster.Nodes[0], cluster.Nodes[1], cluster.Nodes[2]);
        await using var queue = await LedByAsync(leader, survivor);
        await using var balancer = new TcpProxy(leader.Port);
        var asked = asksWhichQueueRefuses ? survivor : null;
        await using var through = await RelayAsync(balancer.Port, asked, redis);
        await using var beside = await RelayAsync(survivor.Port, asked, redis);
        var sender = new ContinuousSender([through, beside], seed: 1);
        var verifier = new DeliveryVerifier(sender);

        await sender.DuringAsync(async () =>
        {
            await ArriveAsync(queue, Enough);
            await third.PauseAsync();
            await leader.KillAsync();
            var linesBefore = through.Output.Count;
            balancer.Target = survivor.Port;
            await GetsNoConfirmAsync(through, linesBefore);
            third.Resume();
            await RelaysWhatComesNowAsync(through);
            await RelaysWhatComesNowAsync(beside);
            await StandsAsync(survivor, queue, "another leader and two members there", state => !state.IsLedBy(leader) && state.Online.Count is 2);
            await leader.StartAgainAsync();
            await StandsAsync(survivor, queue, "all members there again", state => state.Online.Count is 3);
            await ArriveAsync(queue, sender.Sent.Count + Enough);
        });
        await sender.SettledAsync();

        verifier.Verify(await queue.ReadAllAsync(), "leader killed", "a publish left unanswered", timesAreTrue: true);
        TestContext.Current.TestOutputHelper!.WriteLine(verifier.Summary);
    }

    private static Task<RelayProcess> RelayAsync(int port, RabbitMqServer? asked, RedisServer redis) => RelayProcess.StartAsync(
        [("Publishing__RabbitMq", $"amqp://guest:guest@127.0.0.1:{port}"), ("Publishing__RabbitMqManagement", asked?.ManagementUri ?? string.Empty), ("Deduplication__Redis", redis.ConnectionString), .. ContinuousSender.Webhooks]);

    /// <summary>A queue's leader is the node that it was declared through.</summary>
    private static async Task<EventQueue> LedByAsync(RabbitMqServer leader, RabbitMqServer survivor)
    {
        await using var declared = await EventQueue.BindAsync(() => leader.ConnectAsync());
        var queue = EventQueue.Existing(() => survivor.ConnectAsync(), declared.Name);
        await StandsAsync(survivor, queue, "three members, all there, led by the node it was declared through", state => state.IsLedBy(leader) && state is { Members.Count: 3, Online.Count: 3 });
        return queue;
    }

    private static Task StandsAsync(RabbitMqServer asked, EventQueue queue, string what, Func<QuorumState, bool> stands) => Eventually.TrueAsync(
        async () => stands(await RabbitMqCluster.StateAsync(asked, queue.Name)), GoesOnWithin, $"the queue has {what}");

    private static Task ArriveAsync(EventQueue queue, int count) => Eventually.TrueAsync(
        async () => await queue.CountAsync() >= count, GoesOnWithin, $"{count} events are in the queue");

    /// <summary>
    /// The first publishes on the new channel arrive while the queue has no leader and can elect none. RabbitMQ 3 rejects them,
    /// RabbitMQ 4 leaves them unanswered.
    /// </summary>
    private static Task GetsNoConfirmAsync(RelayProcess relay, int since) => Eventually.TrueAsync(
        () => Task.FromResult(relay.Output.Skip(since).Any(line => WithoutConfirm.Any(text => line.Contains(text, StringComparison.Ordinal)))),
        GoesOnWithin, "a publish is refused or left unanswered", () => string.Join('\n', relay.Output.TakeLast(20)));

    private static async Task RelaysWhatComesNowAsync(RelayProcess relay)
    {
        using var admin = new Admin(relay);
        var now = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        await Eventually.TrueAsync(
            async () => await admin.TryAsync($"/deliveries?state=relayed&from={now}&limit=1") is (HttpStatusCode.OK, var list) && list["deliveries"]!.AsArray().Count > 0,
            GoesOnWithin,
            "what is accepted from now on is relayed by two nodes of three",
            () => string.Join('\n', relay.Output.TakeLast(20)));
    }
}
