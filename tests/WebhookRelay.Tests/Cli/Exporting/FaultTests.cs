using System.Text;
using WebhookRelay.LabelboxTwin.Api;
using WebhookRelay.LabelboxTwin.Exports;
using WebhookRelay.SampleData;

namespace WebhookRelay.Tests.Cli.Exporting;

/// <summary>Whatever goes wrong, the output is complete and the last line balances, or the exit code says what is missing, and the rest can be resumed.</summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    private const int Rows = 400;
    private const int RowBytes = 150;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool> EachFault =>
        [.. Enum.GetNames<ExportFault>().Where(name => name is not (nameof(ExportFault.None) or nameof(ExportFault.Stalled))).SelectMany(name => new[] { (name, true), (name, false) })];

    [Theory]
    [MemberData(nameof(EachFault))]
    public async Task One_fault_of_a_file_is_survived_or_the_rest_is_resumed(string fault, bool ranges)
    {
        await using var cli = await ExportCli.StartAsync();
        cli.Settings = Settings with { Ranges = ranges, Faults = [ExportFault.None, ExportFault.None, ExportFault.None, Enum.Parse<ExportFault>(fault)] };

        var ran = await cli.RunAsync("catalog", "-o", cli["rows.ndjson"]);

        Assert.Equal(fault is nameof(ExportFault.WrongStart) or nameof(ExportFault.Long) ? 11 : 0, ran.Code);
        await AssertWholeAsync(cli, ran);
    }

    [Fact]
    public async Task Server_that_stalls_is_left_and_asked_again()
    {
        await using var cli = await ExportCli.StartAsync();
        cli.Settings = Settings with { Faults = [ExportFault.None, ExportFault.None, ExportFault.None, ExportFault.Stalled] };

        var running = cli.RunAsync("catalog", "-o", cli["rows.ndjson"]);
        while (await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(20), Ending)) != running)
        {
            cli.Time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(0, (await running).Code);
        await AssertWholeAsync(cli, await running);
    }

    [Theory]
    [InlineData("FAILED", 1)]
    [InlineData("CANCELED", 1)]
    public async Task Task_that_does_not_complete_leaves_nothing_to_resume(string status, int code)
    {
        await using var cli = await ExportCli.StartAsync();
        cli.Settings = Settings with { FinalStatus = status };

        var ran = await cli.RunAsync("catalog", "-o", cli["rows.ndjson"]);

        Assert.Equal(code, ran.Code);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(cli["x"])!));
    }

    [Fact]
    public async Task Refusal_is_waited_out_shown_and_has_an_exit_code_at_the_end()
    {
        await using var cli = await ExportCli.StartAsync();
        cli.Settings = Settings with { MostPerOrganization = 1, RunsFor = TimeSpan.FromMinutes(50) };
        Assert.Equal(0, (await cli.RunAsync("catalog", "--detach", "-o", cli["other.ndjson"])).Code);

        var refused = await cli.RunAsync("catalog", "-o", cli["rows.ndjson"], "--timeout", "10m");
        var waited = await cli.RunAsync("catalog", "-o", cli["rows.ndjson"]);

        Assert.Equal((9, 0), (refused.Code, waited.Code));
        Assert.Contains("Too many exports are running", refused.Error, StringComparison.Ordinal);
        Assert.Contains("waiting: Labelbox refuses", waited.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(cli["rows.ndjson.checkpoint"]));
    }

    [Fact]
    public async Task Task_that_takes_too_long_has_an_exit_code_and_can_be_resumed()
    {
        await using var cli = await ExportCli.StartAsync();
        cli.Settings = Settings with { RunsFor = TimeSpan.FromMinutes(30), RunningStatus = "NEW_STATUS" };

        var ran = await cli.RunAsync("catalog", "-o", cli["rows.ndjson"], "--timeout", "10m");

        Assert.Equal(10, ran.Code);
        Assert.Contains("NEW_STATUS", ran.Error, StringComparison.Ordinal);
        await AssertWholeAsync(cli, ran);
    }

    [Fact]
    public async Task Changed_announcement_is_not_spliced()
    {
        await using var cli = await ExportCli.StartAsync();
        cli.Settings = Settings with { Faults = [.. Enumerable.Repeat(ExportFault.None, 9), ExportFault.WrongStart] };
        Assert.Equal(11, (await cli.RunAsync("catalog", "-o", cli["rows.ndjson"])).Code);
        var path = cli["rows.ndjson.checkpoint"];
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path, Ending)).Replace($"\"rows\": {Rows}", "\"rows\": 7", StringComparison.Ordinal), Ending);

        var resumed = await cli.RunAsync("resume", cli["rows.ndjson"]);

        Assert.Equal(11, resumed.Code);
        Assert.Contains("announces other rows", resumed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_that_lost_bytes_is_not_resumed()
    {
        await using var cli = await ExportCli.StartAsync();
        cli.Settings = Settings with { Faults = [.. Enumerable.Repeat(ExportFault.None, 9), ExportFault.WrongStart] };
        Assert.Equal(11, (await cli.RunAsync("catalog", "-o", cli["rows.ndjson"])).Code);
        await File.WriteAllTextAsync(cli["rows.ndjson"], "{}\n", Ending);

        var resumed = await cli.RunAsync("resume", cli["rows.ndjson"]);

        Assert.Equal(1, resumed.Code);
        Assert.Contains("shorter than its checkpoint", resumed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_combination_of_faults_leaves_whole_rows_or_says_what_is_missing()
    {
        var seed = (ulong)Random.Shared.NextInt64();
        output.WriteLine($"Seed: {seed}");
        var random = new SeededRandom(seed);
        await using var cli = await ExportCli.StartAsync();
        Dictionary<int, int> codes = [];
        for (var run = 0; run < 40; run++)
        {
            cli.Settings = Settings with
            {
                Faults = [.. Enumerable.Range(0, random.Below(30)).Select(_ => random.OneIn(3) ? random.OneOf([.. Enum.GetValues<ExportFault>().Where(fault => fault is not ExportFault.Stalled)]) : ExportFault.None)],
                ChunkBytes = random.Between(500, 20_000),
                Numbers = (NumberForm)random.Below(3),
                Ranges = random.OneIn(2),
                RunsFor = TimeSpan.FromSeconds(random.Below(300)),
                HiddenFor = TimeSpan.FromSeconds(random.Below(60)),
                RunningStatus = random.OneIn(3) ? "NEW_STATUS" : "IN_PROGRESS",
                FinalStatus = random.OneIn(10) ? "FAILED" : "COMPLETE",
                SelectsTasksByName = random.OneIn(2),
            };
            var faults = cli.Twin.Its<ApiFaults>();
            for (var i = random.Below(4); i > 0; i--)
            {
                faults.Add(new ApiFault((ApiFaultKind)random.Between((int)ApiFaultKind.RateLimited, (int)ApiFaultKind.LostRequest), 1, random.OneOf(["exportDataRowsInCatalog", "user", "task"]), null, null, null, 1, TimeSpan.FromSeconds(5)));
            }

            var ran = await cli.RunAsync("catalog", "-o", cli["rows.ndjson"], "--overwrite");
            faults.Clear();
            codes[ran.Code] = codes.GetValueOrDefault(ran.Code) + 1;

            Assert.True(ran.Code is 0 or 1 or 3 or 9 or 11, $"run {run}: {ran.Code} {ran.Error}");
            if (ran.Code is not 1)
            {
                await AssertWholeAsync(cli, ran);
            }
        }

        output.WriteLine(string.Join(", ", codes.Select(each => $"{each.Value} with code {each.Key}")));
        Assert.True(codes.GetValueOrDefault(0) > 0);
    }

    private static ExportSettings Settings => ExportTests.Generated(Rows, RowBytes) with { ChunkBytes = 7777 };

    /// <summary>The output is whole if the tool says so. Otherwise it starts like the whole, and is whole once it was resumed.</summary>
    private static async Task AssertWholeAsync(ExportCli cli, ExportCli.Ran ran)
    {
        for (var resumes = 0; ran.Code is not 0; resumes++)
        {
            Assert.True(resumes < 5, ran.Error);
            if (File.Exists(cli["rows.ndjson"]))
            {
                var partial = await File.ReadAllBytesAsync(cli["rows.ndjson"], Ending);
                Assert.Equal(Encoding.UTF8.GetString(Whole[..partial.Length]), Encoding.UTF8.GetString(partial));
            }

            cli.Settings = cli.Settings with { Faults = [], FinalStatus = "COMPLETE" };
            ran = File.Exists(cli["rows.ndjson.checkpoint"]) ? await cli.RunAsync("resume", cli["rows.ndjson"]) : await cli.RunAsync("catalog", "-o", cli["rows.ndjson"], "--overwrite");
        }

        Assert.Equal(Encoding.UTF8.GetString(Whole), await File.ReadAllTextAsync(cli["rows.ndjson"], Ending));
        Assert.Equal($"Announced: {Rows} rows = {Rows} written + 0 filtered out; {Whole.Length} bytes = {Whole.Length} read. Errors: 0\n", ran.Output);
        Assert.False(File.Exists(cli["rows.ndjson.checkpoint"]));
    }

    private static byte[] Whole { get; } = Generate();

    private static byte[] Generate()
    {
        using var whole = new MemoryStream();
        new GeneratedContent(Rows, RowBytes).WriteAsync(whole, 0, Rows * RowBytes, CancellationToken.None).GetAwaiter().GetResult();
        return whole.ToArray();
    }
}
