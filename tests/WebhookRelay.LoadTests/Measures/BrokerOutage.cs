using WebhookRelay.IntegrationTests.Support;
using WebhookRelay.LoadTests.Contestants;
using WebhookRelay.LoadTests.Deliveries;
using WebhookRelay.LoadTests.Figures;
using WebhookRelay.LoadTests.Sending;

namespace WebhookRelay.LoadTests.Measures;

/// <summary>Acknowledges deliveries while RabbitMQ is unavailable. All events must arrive when it is back.</summary>
internal static class BrokerOutage
{
    public const string Title = "RabbitMQ away, 4.7 KB, 64 connections";

    private const int Connections = 64;

    public static async Task<Result> RunAsync(Servers servers, Contestant contestant, DeliveryFile file, Supply supply, int round)
    {
        // The contestant reaches the broker through a proxy port, which can be closed.
        var port = ServerProcess.FreePort();
        var way = new TcpProxy(servers.Rabbit.Port, port);
        await using var benchmark = await BenchmarkRun.BeginAsync(servers, contestant, port);
        await WarmUp.RunAsync(benchmark, file, supply);
        await way.DisposeAsync();
        var cpu = new CpuMeter(benchmark.ProcessId, servers);
        var sent = await Wrk.SendAsync(benchmark.Port, file, supply.Measured, Connections, supply.Duration);
        List<(string, double)> values = [(Column.Acknowledged, sent.PerSecond), .. cpu.Per(sent.Acknowledged.Count)];
        if (!contestant.Publishes)
        {
            return new Result(Title, contestant.Name, round, values, Void: null);
        }

        await using var wayBack = new TcpProxy(servers.Rabbit.Port, port);
        await benchmark.Queue.WhenQuietAsync(sent.Acknowledged.Count);
        var fault = sent.Exhausted ? "the delivery file was too short" : Verdict.Of(sent.Acknowledged, await benchmark.Queue.TakeAllAsync(), supply.All);
        return new Result(Title, contestant.Name, round, values, fault);
    }
}
