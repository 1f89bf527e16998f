using System.Diagnostics;
using System.Globalization;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Faults;

/// <summary>A broker outage grows the backlog, not memory. The relay has the image's runtime settings. An environment variable sets the number of deliveries; the default is small.</summary>
public sealed class BacklogTests
{
    private const int Short = 10_000;
    private const int Rows = 3000;
    private const int Live = 50;
    private const int Padding = 4400;
    private const long CeilingKibibytes = 400_000_000 / 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Broker_outage_grows_the_backlog_but_not_memory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Memory is read from /proc.");
        var count = int.TryParse(Environment.GetEnvironmentVariable("WEBHOOKRELAY_BACKLOG"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : Short;
        await using var redis = await RedisServer.StartAsync();
        await using var rabbit = await RabbitMqServer.StartAsync();
        await using var line = await RelayFixture.OpenAsync(
            rabbit, redis, [("Serilog__MinimumLevel__Default", "Warning"), .. ImageSettings.All.Select(setting => (setting.Key, setting.Value!))]);
        await line.AcceptedAsync(SamplePayloads.V2("before"), "before");
        await line.Queue.ReadAsync(1);
        // Wait for its confirm, or it would be published again. The log level hides the outcome line.
        using (var admin = new Administration.Admin(line.Relay))
        {
            await admin.StandsAsync("before", "relayed");
        }

        await rabbit.KillAsync();

        var began = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = TestContext.Current.CancellationToken }, async (i, _) =>
            await line.AcceptedAsync(SamplePayloads.V2($"row-{i % Rows}", label: $"label-{i}", padding: Padding), $"backlog-{i}"));
        var accepting = Stopwatch.GetElapsedTime(began);
        var accepted = ProcessStatus.Read(line.Relay.Id, "VmHWM");

        await rabbit.StartAgainAsync();
        var reader = new BacklogReader(count);
        began = Stopwatch.GetTimestamp();
        var draining = line.Queue.ConsumeAsync(count + Live, reader.Take, Patience);
        await Task.WhenAll(draining, SendLiveAsync(line));
        var drained = ProcessStatus.Read(line.Relay.Id, "VmHWM");

        TestContext.Current.TestOutputHelper!.WriteLine(
            "{0} deliveries accepted in {1:0.0} s ({2:0}/s), drained in {3:0.0} s ({4:0}/s); peak of resident memory {5} MiB while accepting, {6} MiB in the end; slowest live delivery {7:0.0} s",
            count, accepting.TotalSeconds, count / accepting.TotalSeconds, reader.Took(began).TotalSeconds, count / reader.Took(began).TotalSeconds, accepted / 1024, drained / 1024, reader.SlowestLive.TotalSeconds);
        Assert.InRange(drained, 0, CeilingKibibytes);
        Assert.InRange(reader.SlowestLive, TimeSpan.Zero, reader.Took(began) + Soon);
    }

    /// <summary>Sends deliveries while the backlog drains. Each id contains its send time.</summary>
    private static async Task SendLiveAsync(RelayFixture line)
    {
        for (var i = 0; i < Live; i++)
        {
            await line.AcceptedAsync(SamplePayloads.V2($"live-{i}"), $"live-{Stopwatch.GetTimestamp()}");
        }
    }
}
