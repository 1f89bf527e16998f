using BenchmarkDotNet.Attributes;
using WebhookRelay.Ledger;
using WebhookRelay.Normalising;

namespace WebhookRelay.Benchmarks;

/// <summary>The conversion of a V2 row, from received to published bytes.</summary>
public class PassThroughBenchmarks
{
    private byte[] _body = [];
    private LedgerEntry _entry = Entry();

    [Params(4_700, 1_000_000, 50_000_000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Make()
    {
        _body = Bodies.V2(Bytes);
        _entry = Entry();
    }

    /// <summary>Reading only, which copies nothing of the body.</summary>
    [Benchmark]
    public object Read() => Normaliser.Normalise(_entry, _body);

    /// <summary>Reading the row and writing the event. The output buffer is slightly larger than the body.</summary>
    [Benchmark]
    public int ReadAndWrite() =>
        CloudEventWriter.Write(((NormalisationResult.Understood)Normaliser.Normalise(_entry, _body)).Event, "0123456789abcdef0123456789abcdef", local: false).Length;

    internal static LedgerEntry Entry() => new(
        1_717_588_801_500_000, LedgerEntry.TimeOf(1_717_588_801_500_000), "ckmdi74ew57lq063553kuzekq", "LABEL_UPDATED", "", "01234567", [], new byte[32], 0, new byte[32], null);
}
