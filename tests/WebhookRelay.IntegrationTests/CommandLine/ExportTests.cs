using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using WebhookRelay.IntegrationTests.Subscriptions;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.CommandLine;

/// <summary>The process of <c>webhook-relay export</c> beside a twin: kill -9, Ctrl+C, pipes, memory.</summary>
public sealed class ExportTests(ITestOutputHelper output)
{
    private const int ShortKills = 6;
    private const int MebiByte = 1024 * 1024;
    private const int MostMemory = 64;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    /// <summary><c>WEBHOOKRELAY_EXPORT_KILLS=50</c> is the long run.</summary>
    [Fact]
    public async Task Killed_at_random_moments_and_resumed_the_output_is_byte_for_byte_that_of_an_uninterrupted_run()
    {
        var most = int.TryParse(Environment.GetEnvironmentVariable("WEBHOOKRELAY_EXPORT_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : ShortKills;
        var seed = Random.Shared.Next();
        output.WriteLine($"Seed: {seed}");
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        await using var twin = await TwinProcess.StartAsync();
        await SetAsync(twin, new { generatedRows = 60_000, generatedRowBytes = 1500, chunkBytes = 777_777, runsFor = "00:00:00.3" });
        string[][] modes = [[], ["--gzip", "--split-size", "20MB", "--where", "id!=generated-000000000000007"]];
        List<TimeSpan> times = [];
        foreach (var (mode, at) in modes.Select((mode, at) => (mode, at)))
        {
            var began = TimeProvider.System.GetTimestamp();
            await using var whole = await RunAsync(twin, folder, 0, ["catalog", "-o", folder.File($"whole{at}.ndjson"), .. mode]);
            times.Add(TimeProvider.System.GetElapsedTime(began));
        }

        var (kills, resumed, again) = (0, 0, 0);
        for (var journey = 0; kills < most; journey++)
        {
            var at = journey % modes.Length;
            string[] start = ["catalog", "-o", folder.File($"killed{at}.ndjson"), "--overwrite", .. modes[at]];
            var code = await KilledAsync(twin, folder, start, random, times[at]);
            for (var inJourney = 0; code is null && inJourney < 3; inJourney++)
            {
                kills++;
                var checkpoint = Directory.GetFiles(folder.Path, $"killed{at}*.checkpoint");
                (resumed, again) = checkpoint.Length > 0 ? (resumed + 1, again) : (resumed, again + 1);
                code = await KilledAsync(twin, folder, checkpoint.Length > 0 ? ["resume", checkpoint[0]] : start, random, inJourney < 2 ? times[at] : TimeSpan.MaxValue);
            }

            Assert.Equal(0, code);
            AssertSameFiles(folder, at);
        }

        output.WriteLine($"{kills} kills: {resumed} resumed, {again} before there was anything to resume");
    }

    [Fact]
    public async Task Interrupt_cancels_a_running_task()
    {
        using var folder = new TemporaryFolder();
        await using var twin = await TwinProcess.StartAsync();
        await SetAsync(twin, new { runsFor = "01:00:00" });
        await using var process = Start(twin, folder, ["catalog", "-o", folder.File("rows.ndjson")]);
        await process.SaysAsync(each => each.Errors.Contains("running", StringComparison.Ordinal), "it waits for the task");

        process.Interrupt();

        Assert.Equal(130, await process.ExitAsync());
        Assert.Contains("Labelbox canceled task", process.Errors, StringComparison.Ordinal);
        Assert.Equal("CANCELED", (string?)(await twin.GetAsync("/twin/exports"))["tasks"]![0]!["status"]);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Interrupt_of_a_task_that_cannot_be_canceled_says_how_to_resume()
    {
        using var folder = new TemporaryFolder();
        await using var twin = await TwinProcess.StartAsync();
        await SetAsync(twin, new { runsFor = "00:00:06", cancelable = false });
        await using var process = Start(twin, folder, ["catalog", "-o", folder.File("rows.ndjson")]);
        await process.SaysAsync(each => each.Errors.Contains("running", StringComparison.Ordinal), "it waits for the task");

        process.Interrupt();

        Assert.Equal(130, await process.ExitAsync());
        await using var resumed = await ResumeAsync(twin, folder, process);
        Assert.Contains("Errors: 0", resumed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupt_while_the_export_is_created_leaves_no_task_running()
    {
        using var folder = new TemporaryFolder();
        await using var twin = await TwinProcess.StartAsync();
        await SetAsync(twin, new { runsFor = "01:00:00" });
        await twin.PostAsync("/twin/faults/api", new { kind = "slow", count = 1, operation = "exportDataRowsInCatalog", delay = "00:10:00" });
        await using var process = Start(twin, folder, ["catalog", "-o", folder.File("rows.ndjson")]);
        await Eventually.TrueAsync(async () => (await twin.GetAsync("/twin/exports"))["tasks"]!.AsArray().Count is 1, TimeSpan.FromSeconds(60), "the task was started", () => process.Errors);

        process.Interrupt();

        Assert.Equal(130, await process.ExitAsync());
        Assert.Equal("CANCELED", (string?)(await twin.GetAsync("/twin/exports"))["tasks"]![0]!["status"]);
    }

    [Fact]
    public async Task Interrupt_of_a_download_says_how_to_resume()
    {
        using var folder = new TemporaryFolder();
        await using var twin = await TwinProcess.StartAsync();
        await SetAsync(twin, new { generatedRows = 20_000, generatedRowBytes = 1000, chunkBytes = 1_000_000, faults = Enumerable.Repeat("none", 7).Append("stalled") });
        await using var process = Start(twin, folder, ["catalog", "-o", folder.File("rows.ndjson")]);
        await Eventually.TrueAsync(() => File.Exists(folder.File("rows.ndjson")) && new FileInfo(folder.File("rows.ndjson")).Length > 2 * MebiByte, TimeSpan.FromSeconds(60), "rows are written");

        process.Interrupt();

        Assert.Equal(130, await process.ExitAsync());
        Assert.NotEqual(0, new FileInfo(folder.File("rows.ndjson")).Length);
        await using var resumed = await ResumeAsync(twin, folder, process);
        await using var whole = await RunAsync(twin, folder, 0, ["catalog", "-o", folder.File("whole.ndjson")]);
        Assert.Equal(await File.ReadAllBytesAsync(folder.File("whole.ndjson"), Ending), await File.ReadAllBytesAsync(folder.File("rows.ndjson"), Ending));
    }

    [Theory]
    [InlineData("cat", 0)]
    [InlineData("head -n 1", 1)]
    public async Task Standard_output_has_the_rows_alone_and_may_be_closed(string reader, int code)
    {
        using var folder = new TemporaryFolder();
        await using var twin = await TwinProcess.StartAsync();
        await SetAsync(twin, new { generatedRows = 20_000, generatedRowBytes = 1000, chunkBytes = 1_000_000 });
        await using var whole = await RunAsync(twin, folder, 0, ["catalog", "-o", folder.File("whole.ndjson")]);
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var tool = Path.Combine(own.Parent!.Parent!.FullName, "WebhookRelay.Cli", own.Name, "webhook-relay.dll");

        await using var shell = ServerProcess.Start(
            "bash", ["-c", $"dotnet {tool} export catalog -o - --endpoint {twin.Endpoint} --api-key twin-development-key | {reader} > {folder.File("rows.ndjson")}; echo code ${{PIPESTATUS[0]}}"]);
        await shell.ExitAsync();

        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"code {code}"), shell.Output);
        var all = await File.ReadAllBytesAsync(folder.File("whole.ndjson"), Ending);
        Assert.Equal(code is 0 ? all : all[..1000], await File.ReadAllBytesAsync(folder.File("rows.ndjson"), Ending));
    }

    [Theory]
    [InlineData(150_000, 2000)]
    [InlineData(2, 150_000_000)]
    public async Task Memory_does_not_depend_on_the_size_of_the_export_or_of_a_row(int rows, int rowBytes)
    {
        using var folder = new TemporaryFolder();
        await using var twin = await TwinProcess.StartAsync();
        await SetAsync(twin, new { generatedRows = rows, generatedRowBytes = rowBytes, chunkBytes = 20_000_000, runsFor = "00:00:01" });
        await using var process = Start(twin, folder, ["catalog", "-o", folder.File("rows.ndjson"), "--where", "id!=none"]);
        await process.SaysAsync(each => each.Errors.Contains("running", StringComparison.Ordinal), "it waits for the task");
        var (idle, peak) = (process.Memory("VmRSS"), 0L);

        await process.SaysAsync(each => (peak = Math.Max(peak, each.Memory("VmHWM"))) > 0 && each.HasEnded, "it ends");

        output.WriteLine($"{(peak - idle) / 1024} MiB above idle ({idle / 1024} MiB)");
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{rows} rows = {rows} written"), process.Output, StringComparison.Ordinal);
        Assert.True((peak - idle) / 1024 <= MostMemory, $"{(peak - idle) / 1024} MiB above idle");
    }

    /// <returns>The exit code; null if it was killed.</returns>
    private static async Task<int?> KilledAsync(TwinProcess twin, TemporaryFolder folder, string[] arguments, Random random, TimeSpan within)
    {
        await using var process = Start(twin, folder, arguments);
        var exit = process.ExitAsync();
        var moment = within == TimeSpan.MaxValue ? TimeSpan.FromMinutes(1) : random.NextDouble() * within;
        return await Task.WhenAny(exit, Task.Delay(moment, Ending)) == exit ? await exit : process.Kill() ? null : await exit;
    }

    private static void AssertSameFiles(TemporaryFolder folder, int at)
    {
        var whole = Directory.GetFiles(folder.Path, $"whole{at}*").Order(StringComparer.Ordinal).ToList();
        var killed = Directory.GetFiles(folder.Path, $"killed{at}*").Order(StringComparer.Ordinal).ToList();
        Assert.Equal(whole.Select(file => file.Replace("whole", "killed", StringComparison.Ordinal)), killed);
        Assert.All(whole.Zip(killed), pair => Assert.True(File.ReadAllBytes(pair.First).AsSpan().SequenceEqual(File.ReadAllBytes(pair.Second)), pair.Second));
    }

    private static async Task<CliProcess> ResumeAsync(TwinProcess twin, TemporaryFolder folder, CliProcess interrupted)
    {
        var task = Regex.Match(interrupted.Errors, "webhook-relay export resume (?<task>[a-z0-9]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["task"].Value;
        return await RunAsync(twin, folder, 0, ["resume", task]);
    }

    private static Task<CliProcess> RunAsync(TwinProcess twin, TemporaryFolder folder, int code, string[] arguments) =>
        CliProcess.RunAsync(null, code, ["export", .. arguments], Variables(twin, folder));

    private static CliProcess Start(TwinProcess twin, TemporaryFolder folder, string[] arguments) =>
        CliProcess.Start(null, ["export", .. arguments], Variables(twin, folder));

    private static (string, string?)[] Variables(TwinProcess twin, TemporaryFolder folder) =>
        [("LABELBOX_ENDPOINT", twin.Endpoint), ("LABELBOX_API_KEY", "twin-development-key"), ("XDG_DATA_HOME", folder.File("data"))];

    private static async Task SetAsync(TwinProcess twin, object settings)
    {
        using var response = await twin.Client.PutAsJsonAsync("/twin/exports", settings, Ending);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Ending));
    }
}
