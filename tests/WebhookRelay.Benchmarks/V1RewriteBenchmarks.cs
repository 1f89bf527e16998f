using BenchmarkDotNet.Attributes;
using WebhookRelay.Ledger;
using WebhookRelay.Normalising;

namespace WebhookRelay.Benchmarks;

/// <summary>The conversion of a V1 delivery to a V2 row.</summary>
public class V1RewriteBenchmarks
{
    private readonly LedgerEntry _entry = PassThroughBenchmarks.Entry();
    private byte[] _image = [];
    private byte[] _video = [];

    [Params(4_700, 1_000_000, 50_000_000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Make()
    {
        _image = Bodies.V1(Bytes);
        _video = Bodies.V1Video(Bytes);
    }

    [Benchmark]
    public object Image() => Normaliser.Normalise(_entry, _image);

    [Benchmark]
    public object Video() => Normaliser.Normalise(_entry, _video);
}
