using WebhookRelay.LoadTests.Contestants;
using WebhookRelay.LoadTests.Deliveries;
using WebhookRelay.LoadTests.Figures;
using WebhookRelay.LoadTests.Sending;

namespace WebhookRelay.LoadTests.Measures;

/// <summary>The rates of acknowledged and of confirmed deliveries with a closed-loop sender.</summary>
internal static class Throughput
{
    public static string Title(string size, int connections) => $"{size}, {connections} connections";

    public static async Task<Result> RunAsync(Servers servers, Contestant contestant, DeliveryFile file, Supply supply, int connections, int round)
    {
        await using var benchmark = await BenchmarkRun.BeginAsync(servers, contestant);
        // The metrics exporter allocates a large object at its first request.
        _ = await Allocation.BeginAsync(benchmark);
        await WarmUp.RunAsync(benchmark, file, supply);

        var allocated = await Allocation.BeginAsync(benchmark);
        var cpu = new CpuMeter(benchmark.ProcessId, servers);
        var sent = await Wrk.SendAsync(benchmark.Port, file, supply.Measured, connections, supply.Duration);
        var values = new List<(string, double)> { (Column.Acknowledged, sent.PerSecond) };
        var fault = Fault(sent, contestant);
        if (!contestant.Publishes)
        {
            values.AddRange(cpu.Per(Math.Max(1, sent.Acknowledged.Count)));
            return new Result(Title(file.Size, connections), contestant.Name, round, values, fault);
        }

        var (count, since) = await benchmark.Queue.WhenQuietAsync(sent.Acknowledged.Count);
        var began = sent.Ended - (long)(sent.Duration.TotalSeconds * TimeProvider.System.TimestampFrequency);
        var last = Math.Max(since, sent.Ended);
        values.Add((Column.Confirmed, count / TimeProvider.System.GetElapsedTime(began, last).TotalSeconds));
        values.AddRange(cpu.Per(Math.Max(1, count)));
        values.AddRange(await allocated.PerAsync(Math.Max(1, count), file.BodyBytes));
        fault ??= Verdict.Of(sent.Acknowledged, await benchmark.Queue.TakeAllAsync(), supply.All);
        return new Result(Title(file.Size, connections), contestant.Name, round, values, fault);
    }

    /// <summary>A contestant that only acknowledges may receive the same deliveries again.</summary>
    private static string? Fault(Sent sent, Contestant contestant) =>
        sent.Exhausted && contestant.Publishes ? "the delivery file was too short" : sent.Acknowledged.Count is 0 ? "nothing was acknowledged" : null;
}
