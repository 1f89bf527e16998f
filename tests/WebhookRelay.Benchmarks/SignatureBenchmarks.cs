using BenchmarkDotNet.Attributes;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Benchmarks;

/// <summary>The verification of a delivery's signature.</summary>
public class SignatureBenchmarks
{
    private static readonly byte[] Secret = "a-secret-of-the-usual-length-123"u8.ToArray();

    private byte[] _body = [];
    private string _sha1 = "";
    private string _sha256 = "";

    [Params(4_700, 1_000_000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Make()
    {
        _body = Bodies.V2(Bytes);
        _sha1 = WebhookSignature.Compute(SignatureAlgorithm.Sha1, Secret, _body);
        _sha256 = WebhookSignature.Compute(SignatureAlgorithm.Sha256, Secret, _body);
    }

    [Benchmark]
    public bool Sha1() => WebhookSignature.Verify(_sha1, null, Secret, _body);

    [Benchmark]
    public bool Sha256() => WebhookSignature.Verify(_sha1, _sha256, Secret, _body);
}
