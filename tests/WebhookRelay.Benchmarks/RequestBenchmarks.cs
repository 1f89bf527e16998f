using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using WebhookRelay.Labelbox;

namespace WebhookRelay.Benchmarks;

/// <summary>A whole request through Kestrel, including the ledger's sync to disk. Events are published in memory.</summary>
public class RequestBenchmarks
{
    private const string Secret = "a-secret-of-the-usual-length-123";

    private static readonly HttpClient Client = new();

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"benchmark-{Guid.NewGuid():N}");
    private readonly byte[] _body = Bodies.V2(4_700);
    private string _signature = "";
    private RunningRelay? _relay;
    private Uri? _address;
    private int _deliveries;

    [GlobalSetup]
    public async Task StartAsync()
    {
        _signature = WebhookSignature.Compute(SignatureAlgorithm.Sha1, System.Text.Encoding.UTF8.GetBytes(Secret), _body);
        var port = FreePort();
        _relay = await RunningRelay.StartAsync(
            "--Receiving:Url", $"http://127.0.0.1:{port}", "--Receiving:Secrets:0", Secret,
            "--Ledger:Path", _folder, "--Ledger:RefuseAt", "0", "--Ledger:WarnAt", "0",
            "--Management:Url", $"http://127.0.0.1:{FreePort()}",
            "--Serilog:MinimumLevel:Default", "Warning");
        _address = new Uri($"http://127.0.0.1:{port}/webhook-endpoint");
    }

    [GlobalCleanup]
    public async Task StopAsync()
    {
        await _relay!.StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>One sender, which waits for each response.</summary>
    [Benchmark]
    public Task OneByOne() => SendAsync();

    /// <summary>64 concurrent senders. The result is the time per request.</summary>
    [Benchmark(OperationsPerInvoke = 64)]
    public Task SixtyFourAtOnce() => Task.WhenAll(Enumerable.Range(0, 64).Select(_ => SendAsync()));

    private async Task SendAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(_body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(LabelboxHeaders.Signature, _signature);
        request.Headers.Add(LabelboxHeaders.Id, Interlocked.Increment(ref _deliveries).ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(LabelboxHeaders.Event, "LABEL_UPDATED");
        using var response = await Client.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
