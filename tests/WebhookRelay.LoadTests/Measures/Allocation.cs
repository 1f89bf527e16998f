using System.Globalization;
using WebhookRelay.LoadTests.Contestants;
using WebhookRelay.LoadTests.Figures;

namespace WebhookRelay.LoadTests.Measures;

/// <summary>Reads the relay's allocation metrics.</summary>
internal sealed class Allocation
{
    /// <summary>The exporter caches its response for this long, so the metrics are read again after it.</summary>
    private static readonly TimeSpan ExporterIsFreshAfter = TimeSpan.FromMilliseconds(400);

    private readonly BenchmarkRun _bout;
    private readonly double _allocated;
    private readonly double _large;

    private Allocation(BenchmarkRun benchmark, double allocated, double large) => (_bout, _allocated, _large) = (benchmark, allocated, large);

    public static async Task<Allocation> BeginAsync(BenchmarkRun benchmark)
    {
        var (allocated, large) = await LookAsync(benchmark);
        return new Allocation(benchmark, allocated, large);
    }

    /// <summary>The bytes allocated per delivery beyond its body, and the growth of the large-object heap.</summary>
    public async Task<IReadOnlyList<(string Column, double Value)>> PerAsync(long deliveries, int bodyBytes)
    {
        if (!_bout.Contestant.IsRelay)
        {
            return [];
        }

        var (allocated, large) = await LookAsync(_bout);
        return [(Column.Allocated, ((allocated - _allocated) / deliveries) - bodyBytes), (Column.LargeObjects, (large - _large) / deliveries)];
    }

    private static async Task<(double Allocated, double Large)> LookAsync(BenchmarkRun benchmark)
    {
        if (!benchmark.Contestant.IsRelay)
        {
            return default;
        }

        using var http = new HttpClient();
        var metrics = new Uri($"http://127.0.0.1:{benchmark.ManagementPort.ToString(CultureInfo.InvariantCulture)}/metrics");
        await http.GetStringAsync(metrics);
        await Task.Delay(ExporterIsFreshAfter);
        var lines = (await http.GetStringAsync(metrics)).Split('\n');
        return (Value(lines, "dotnet_gc_heap_total_allocated"), Value(lines, "dotnet_gc_last_collection_heap_size", "loh"));
    }

    private static double Value(string[] lines, string name, string tag = "")
    {
        var line = lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal) && line.Contains(tag, StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line.Split(' ').First(part => double.TryParse(part, CultureInfo.InvariantCulture, out _)), CultureInfo.InvariantCulture);
    }
}
