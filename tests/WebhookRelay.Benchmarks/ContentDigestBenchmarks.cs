using BenchmarkDotNet.Attributes;
using WebhookRelay.Labelbox;
using WebhookRelay.Normalising;

namespace WebhookRelay.Benchmarks;

/// <summary>The content digest of a row, which the relay computes if Redis is used.</summary>
public class ContentDigestBenchmarks
{
    private ReadOnlyMemory<byte> _v2;
    private ReadOnlyMemory<byte> _v1;

    [Params(4_700, 1_000_000, 50_000_000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Make() => (_v2, _v1) = (RowOf(Bodies.V2(Bytes)), RowOf(Bodies.V1(Bytes)));

    [Benchmark]
    public UInt128 V2() => ContentDigest.Of(_v2);

    [Benchmark]
    public UInt128 V1() => ContentDigest.Of(_v1);

    private static ReadOnlyMemory<byte> RowOf(byte[] body) => ((NormalisationResult.Understood)Normaliser.Normalise(PassThroughBenchmarks.Entry(), body)).Event.Facts.DataRow;
}
