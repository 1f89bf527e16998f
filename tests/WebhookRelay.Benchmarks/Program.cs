using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using WebhookRelay.Benchmarks;

if (args is ["ledger-search", .. var rest])
{
    return await LedgerSearch.RunAsync(rest);
}

// Run in this process: the measured types are internal, and a separate build would ignore the repository's settings.
var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithClock(new ProcessorClock()).WithWarmupCount(4).WithIterationCount(12);
var config = ManualConfig.CreateEmpty()
    .AddJob(job)
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddColumn(StatisticColumn.Min, new ThroughputColumn())
    .AddExporter(MarkdownExporter.GitHub)
    .AddLogger(ConsoleLogger.Default)
    .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "results"));
BenchmarkSwitcher.FromAssembly(typeof(Bodies).Assembly).Run(args is [] ? ["--filter", "*"] : args, config);
return 0;
