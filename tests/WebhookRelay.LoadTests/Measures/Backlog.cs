using System.Globalization;
using WebhookRelay.LoadTests.Contestants;
using WebhookRelay.LoadTests.Deliveries;
using WebhookRelay.LoadTests.Figures;

namespace WebhookRelay.LoadTests.Measures;

/// <summary>How fast the relay drains a backlog, from the first event in the queue to the last.</summary>
internal static class Backlog
{
    public static string Title(int count) => string.Create(CultureInfo.InvariantCulture, $"A backlog of {count:N0}, drained");

    public static async Task<Result> RunAsync(Servers servers, DeliveryFile file, int count, int round)
    {
        await using var benchmark = await BenchmarkRun.PrepareAsync(servers, ContestantList.Named(ContestantList.Durable));
        await UnsettledLedger.FillAsync(benchmark, file, count);
        benchmark.Start();
        var cpu = new CpuMeter(benchmark.ProcessId, servers);
        var (before, from) = (0L, 0L);
        var (drained, since) = await benchmark.Queue.WhenQuietAsync(count, (now, at) =>
        {
            if (from is 0 && now > 0)
            {
                (before, from) = (now, at);
            }
        });
        (string, double)[] values = [(Column.Confirmed, (drained - before) / TimeProvider.System.GetElapsedTime(from, since).TotalSeconds), .. cpu.Per(count)];
        var all = new DeliveryRange(0, count);
        return new Result(Title(count), ContestantList.Durable, round, values, Verdict.Of([.. Enumerable.Range(0, count)], await benchmark.Queue.TakeAllAsync(), all));
    }

    public static Task<Result> RunDirectAsync(Servers servers, DeliveryFile file, int count, int round) =>
        DirectPublish.RunAsync(servers, file, new DeliveryRange(0, count), TimeSpan.FromMinutes(10), Title(count), round);
}
