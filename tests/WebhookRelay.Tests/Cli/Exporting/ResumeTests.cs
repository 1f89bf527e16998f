using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using WebhookRelay.LabelboxTwin.Api;
using WebhookRelay.LabelboxTwin.Exports;
using WebhookRelay.LabelboxTwin.World;

namespace WebhookRelay.Tests.Cli.Exporting;

/// <summary>Detached and interrupted exports, and what is shown meanwhile.</summary>
public sealed partial class ResumeTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Detached_export_is_resumed_by_its_task_by_its_file_and_as_the_last()
    {
        await using var cli = await ExportCli.StartAsync();
        cli.Settings = new ExportSettings { RunsFor = TimeSpan.FromSeconds(40) };
        foreach (var way in (string[])["task", "file", "last"])
        {
            var detached = await cli.RunAsync("project", "image", "--detach", "-o", cli[$"{way}.ndjson"]);
            Assert.Equal(0, detached.Code);
            Assert.Equal(cli.Twin.Its<ExportJobs>().All[0].Id, detached.Output.TrimEnd());
            Assert.Contains($"webhook-relay export resume {detached.Output.TrimEnd()}", detached.Error, StringComparison.Ordinal);

            var resumed = await cli.RunAsync("resume", way switch { "task" => detached.Output.TrimEnd(), "file" => cli["file.ndjson"], _ => "--last" });

            Assert.Equal(0, resumed.Code);
            Assert.NotEmpty(cli.Lines($"{way}.ndjson"));
        }

        Assert.Equal(3, cli.Twin.Its<ExportJobs>().All.Count);
        Assert.Equal(1, (await cli.RunAsync("resume", "--last")).Code);
    }

    [Fact]
    public async Task Task_that_was_started_elsewhere_is_read_with_filters()
    {
        await using var cli = await ExportCli.StartAsync();
        await cli.RunAsync("project", "image", "-o", cli["whole.ndjson"]);
        var id = (string?)JsonNode.Parse(cli.Lines("whole.ndjson")[1])!["data_row"]!["id"];
        var task = cli.Twin.Its<ExportJobs>().All[0].Id;

        Assert.Equal(1, (await cli.RunAsync("resume", task)).Code);
        Assert.Equal(0, (await cli.RunAsync("resume", task, "-o", cli["part.ndjson"], "--where", $"id={id}")).Code);
        Assert.Equal(0, (await cli.RunAsync("resume", task, "-o", "-")).Code);

        Assert.Equal([cli.Lines("whole.ndjson")[1]], cli.Lines("part.ndjson"));
        Assert.Single(cli.Twin.Its<ExportJobs>().All);
    }

    [Fact]
    public async Task List_shows_tasks_and_what_can_be_resumed_here()
    {
        await using var cli = await ExportCli.StartAsync();
        await cli.RunAsync("project", "image", "-o", cli["rows.ndjson"]);
        var task = (await cli.RunAsync("catalog", "--detach", "-o", cli["all.ndjson"])).Output.TrimEnd();

        var listed = (await cli.RunAsync("list", "--json")).Output.Split('\n')[..^1].Select(line => JsonNode.Parse(line)!).ToList();

        Assert.Equal(2, listed.Count);
        var detached = listed.Single(each => string.Equals((string?)each["task"], task, StringComparison.Ordinal));
        Assert.Equal((cli["all.ndjson"], "COMPLETE"), ((string?)detached["output"], (string?)detached["status"]));
        Assert.Null(listed.Single(each => each != detached)["output"]);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task Cancel_asks_Labelbox_and_tells_what_it_said(bool cancelable, int code)
    {
        await using var cli = await ExportCli.StartAsync();
        cli.Settings = new ExportSettings { RunsFor = TimeSpan.FromHours(1), Cancelable = cancelable };
        var task = (await cli.RunAsync("catalog", "--detach", "-o", cli["all.ndjson"])).Output.TrimEnd();

        var ran = await cli.RunAsync("cancel", task);

        Assert.Equal(code, ran.Code);
        Assert.Equal(cancelable, cli.Twin.Its<ExportJobs>().All[0].IsCanceled);
        Assert.Equal(1, (await cli.RunAsync("cancel", "no-such-task")).Code);
    }

    [Theory]
    [InlineData("rows.ndjson")]
    [InlineData("rows.ndjson.gz")]
    public async Task Export_in_several_tasks_is_resumed_in_the_one_that_was_interrupted(string name)
    {
        await using var cli = await ExportCli.StartAsync("--Twin:Labels=40");
        var rows = cli.Twin.Its<Workspace>().SeedData.Projects.SelectMany(project => cli.Twin.Its<Workspace>().RowsOf(project.Id)).Select(row => row.Id).ToList();
        await File.WriteAllLinesAsync(cli["ids"], [.. Enumerable.Range(0, 2100).Select(each => $"none-{each}"), .. rows, .. Enumerable.Range(2100, 4000).Select(each => $"none-{each}")], Ending);
        Assert.Equal(8, (await cli.RunAsync("rows", "--ids-file", cli["ids"], "-o", cli[$"whole-{name}"])).Code);
        cli.Settings = new ExportSettings { ChunkBytes = 7000, Faults = [.. Enumerable.Repeat(ExportFault.None, 9), ExportFault.WrongStart] };

        var broken = await cli.RunAsync("rows", "--ids-file", cli["ids"], "-o", cli[name]);
        var before = cli.Twin.Its<ExportJobs>().All.Count;
        var resumed = await cli.RunAsync("resume", "--last");

        Assert.Equal((11, 8), (broken.Code, resumed.Code));
        Assert.Equal(before + 2, cli.Twin.Its<ExportJobs>().All.Count);
        Assert.Equal(await File.ReadAllBytesAsync(cli[$"whole-{name}"], Ending), await File.ReadAllBytesAsync(cli[name], Ending));
        Assert.Equal(Enumerable.Range(0, 6100).Select(each => $"none-{each}"), cli.Lines("rows.missing.txt"));
        Assert.Contains($"{rows.Count} rows = {rows.Count} written", resumed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_that_another_process_writes_is_left_alone()
    {
        await using var cli = await ExportCli.StartAsync();
        await cli.RunAsync("project", "image", "--detach", "-o", cli["rows.ndjson"]);
        await using (new FileStream(cli["rows.ndjson"], FileMode.Create, FileAccess.Write, FileShare.None))
        {
            var ran = await cli.RunAsync("resume", "--last");

            Assert.Equal(1, ran.Code);
            Assert.Contains("used by another process", ran.Error, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await cli.RunAsync("resume", "--last")).Code);
    }

    [Fact]
    public async Task Output_that_may_be_overwritten_is_kept_until_there_are_rows()
    {
        await using var cli = await ExportCli.StartAsync();
        await File.WriteAllTextAsync(cli["rows.ndjson"], "mine", Ending);
        cli.Settings = new ExportSettings { FinalStatus = "FAILED" };

        Assert.Equal(1, (await cli.RunAsync("project", "image", "-o", cli["rows.ndjson"], "--overwrite")).Code);

        Assert.Equal("mine", await File.ReadAllTextAsync(cli["rows.ndjson"], Ending));
    }

    /// <summary>As a crash leaves it: the start was sent, its answer never came.</summary>
    [Fact]
    public async Task Task_whose_id_was_never_received_is_found_by_its_name()
    {
        await using var cli = await ExportCli.StartAsync();
        await cli.RunAsync("project", "image", "--detach", "-o", cli["rows.ndjson"]);
        var path = cli["rows.ndjson.checkpoint"];
        var checkpoint = JsonNode.Parse(await File.ReadAllTextAsync(path, Ending))!;
        checkpoint["taskIds"] = new JsonArray();
        await File.WriteAllTextAsync(path, checkpoint.ToJsonString(), Ending);

        Assert.Equal(0, (await cli.RunAsync("resume", cli["rows.ndjson"])).Code);

        Assert.Single(cli.Twin.Its<ExportJobs>().All);
    }

    [Fact]
    public async Task Terminal_of_80_columns_shows_one_line_that_fits()
    {
        await using var cli = await ExportCli.StartAsync();
        cli.Settings = ExportTests.Generated(100_000, 1000) with { RunsFor = TimeSpan.FromSeconds(70), ChunkBytes = 10_000_000 };
        var run = cli.NewRun(isTerminal: true);

        Assert.Equal(0, await run.RunAsync("export", "catalog", "-o", cli["rows.ndjson"]));

        var shown = Escapes().Replace(run.Error.ToString(), string.Empty).Split('\r', '\n');
        Assert.All(shown.Where(line => !line.StartsWith("Wrote", StringComparison.Ordinal)), line => Assert.True(line.Length < 80, line));
        Assert.Contains(shown, line => line.StartsWith("running", StringComparison.Ordinal));
        Assert.Contains(shown, line => line.StartsWith("downloading", StringComparison.Ordinal) && line.Contains(" of 100 MB", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_terminal_there_are_plain_lines()
    {
        await using var cli = await ExportCli.StartAsync();
        cli.Settings = new ExportSettings { RunsFor = TimeSpan.FromSeconds(65) };

        var ran = await cli.RunAsync("project", "image", "-o", cli["rows.ndjson"]);

        Assert.DoesNotContain("\e", ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\r", ran.Error, StringComparison.Ordinal);
        Assert.Equal(["creating", "running", "downloading", "Wrote"], ran.Error.Split('\n')[..^1].Select(line => line.Split(' ')[0]).Distinct());
    }

    [Fact]
    public async Task Json_reports_events_and_the_result()
    {
        await using var cli = await ExportCli.StartAsync();
        cli.Settings = new ExportSettings { RunsFor = TimeSpan.FromSeconds(65), ErrorRows = 1 };
        cli.Twin.Its<ApiFaults>().Add(new ApiFault(ApiFaultKind.LostAnswer, 1, "exportDataRowsInProject", null, null, null, 1, TimeSpan.Zero));

        var ran = await cli.RunAsync("project", "image", "-o", cli["rows.ndjson"], "--json");

        Assert.Equal(["creating", "searching", "running", "downloading"], ran.Error.Split('\n')[..^1].Select(line => (string?)JsonNode.Parse(line)!["event"]).Distinct());
        var done = JsonNode.Parse(ran.Output)!;
        Assert.Equal((7, true, 1, cli["rows.ndjson"]), ((int)done["exitCode"]!, (bool)done["balanced"]!, (int)done["errors"]!, (string?)done["files"]![0]));
        Assert.Single(cli.Twin.Its<ExportJobs>().All);
    }

    [GeneratedRegex("\e\\[[0-9;?]*[A-Za-z]", RegexOptions.None, 1000)]
    private static partial Regex Escapes();
}
