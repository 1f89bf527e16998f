using System.Globalization;
using WebhookRelay.LoadTests.Contestants;
using WebhookRelay.LoadTests.Deliveries;
using WebhookRelay.LoadTests.Figures;
using WebhookRelay.LoadTests.Sending;

namespace WebhookRelay.LoadTests.Measures;

/// <summary>The response time at a fixed offered rate.</summary>
internal static class Latency
{
    public static string Title(string size, int perSecond) => string.Create(CultureInfo.InvariantCulture, $"{size}, {perSecond:N0}/s offered");

    public static async Task<Result> RunAsync(Servers servers, Contestant contestant, DeliveryFile file, Supply supply, int perSecond, int round)
    {
        await using var benchmark = await BenchmarkRun.BeginAsync(servers, contestant);
        await WarmUp.RunAsync(benchmark, file, supply);
        var cpu = new CpuMeter(benchmark.ProcessId, servers);
        var sent = await new OpenLoop(benchmark.Port, file).SendAsync(supply.Measured, perSecond, supply.Duration);
        List<(string, double)> values = [(Column.P50, sent.Percentile(0.5)), (Column.P99, sent.Percentile(0.99)), (Column.P999, sent.Percentile(0.999)), (Column.Unanswered, sent.Others)];
        string? fault = null;
        if (contestant.Publishes)
        {
            await benchmark.Queue.WhenQuietAsync(sent.Acknowledged.Count);
        }

        values.AddRange(cpu.Per(Math.Max(1, sent.Acknowledged.Count)));
        if (contestant.Publishes)
        {
            fault = Verdict.Of(sent.Acknowledged, await benchmark.Queue.TakeAllAsync(), supply.All);
        }

        return new Result(Title(file.Size, perSecond), contestant.Name, round, values, fault);
    }
}
