using BenchmarkDotNet.Attributes;
using WebhookRelay.Ledger;
using WebhookRelay.Normalising;

namespace WebhookRelay.Benchmarks;

/// <summary>Step 4 for a V2 row: from the bytes that came to the bytes that are published.</summary>
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

    /// <summary>Reading alone: nothing of the body is copied.</summary>
    [Benchmark]
    public object Read() => Normaliser.Normalise(_entry, _body);

    /// <summary>Reading, and writing the event; the output buffer is the body's size and a little more.</summary>
    [Benchmark]
    public int ReadAndWrite() =>
        CloudEventWriter.Write(((NormalisationResult.Understood)Normaliser.Normalise(_entry, _body)).Event, "0123456789abcdef0123456789abcdef", local: false).Length;

    internal static LedgerEntry Entry() => new(
        1_717_588_801_500_000, LedgerEntry.TimeOf(1_717_588_801_500_000), "ckmdi74ew57lq063553kuzekq", "LABEL_UPDATED", "", "01234567", [], new byte[32], 0, new byte[32], null);
}
