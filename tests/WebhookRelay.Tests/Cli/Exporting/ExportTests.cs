using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using WebhookRelay.LabelboxTwin.Exports;
using WebhookRelay.LabelboxTwin.World;

namespace WebhookRelay.Tests.Cli.Exporting;

/// <summary>Exports end to end: every scope, the outputs, and the last line, which balances.</summary>
public sealed class ExportTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Project_is_exported_to_a_file_by_name_and_the_last_line_balances()
    {
        await using var cli = await ExportCli.StartAsync();

        var ran = await cli.RunAsync("project", "image", "--all-details", "-o", cli["rows.ndjson"]);

        Assert.Equal(0, ran.Code);
        var lines = cli.Lines("rows.ndjson");
        Assert.Equal(cli.Twin.Its<Workspace>().RowsOf(cli.Project).Select(row => row.Id), lines.Select(line => (string?)JsonNode.Parse(line)!["data_row"]!["id"]));
        Assert.NotNull(JsonNode.Parse(lines[0])!["data_row"]!["details"]!["last_activity_at"]);
        var bytes = new FileInfo(cli["rows.ndjson"]).Length;
        Assert.Equal($"Announced: {lines.Length} rows = {lines.Length} written + 0 filtered out; {bytes} bytes = {bytes} read. Errors: 0\n", ran.Output);
        Assert.False(File.Exists(cli["rows.ndjson.checkpoint"]));
    }

    [Theory]
    [InlineData("project", "ID")]
    [InlineData("dataset", "DATASET")]
    [InlineData("dataset", "DATASETNAME")]
    [InlineData("catalog", null)]
    [InlineData("slice", "slice-ID")]
    [InlineData("model-run", "twin-model-run")]
    [InlineData("model-run", "twin-model/run 1")]
    public async Task Every_scope_is_exported_to_the_standard_output(string scope, string? which)
    {
        await using var cli = await ExportCli.StartAsync();
        var project = cli.Twin.Its<Workspace>().SeedData.Projects[0];
        var given = which?.Replace("DATASETNAME", project.DatasetName, StringComparison.Ordinal).Replace("DATASET", project.DatasetId, StringComparison.Ordinal).Replace("ID", project.Id, StringComparison.Ordinal);

        var ran = await cli.RunAsync([scope, .. given is null ? Array.Empty<string>() : [given], "--output", "-"]);

        Assert.Equal((0, string.Empty), (ran.Code, ran.Output));
        Assert.All(Encoding.UTF8.GetString(ran.Bytes).Split('\n')[..^1], line => Assert.NotNull(JsonNode.Parse(line)!["data_row"]!["id"]));
        Assert.Matches("Announced: ([1-9][0-9]*) rows = \\1 written", ran.Error);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("input")]
    [InlineData("keys")]
    public async Task Rows_that_do_not_come_are_listed_and_have_an_exit_code(string way)
    {
        await using var cli = await ExportCli.StartAsync();
        var rows = cli.Twin.Its<Workspace>().RowsOf(cli.Project);
        List<string> known = [.. rows.Select(row => way is "keys" ? row.GlobalKey : row.Id).OfType<string>()];
        List<string> asked = [.. known, "no-such-row", known[0]];
        await File.WriteAllLinesAsync(cli["ids"], asked, Ending);
        var run = cli.NewRun(way is "input" ? string.Join("\r\n", asked) + "\n\n" : string.Empty);

        var code = await run.RunAsync("export", "rows", way is "keys" ? "--global-keys-file" : "--ids-file", way is "input" ? "-" : cli["ids"], "-o", cli["rows.ndjson"]);

        Assert.Equal(8, code);
        Assert.Equal(known.Count, cli.Lines("rows.ndjson").Length);
        Assert.Equal(["no-such-row"], cli.Lines("rows.missing.txt"));
        Assert.EndsWith("Errors: 0, missing: 1\n", run.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_ids_than_one_task_takes_are_exported_in_several()
    {
        await using var cli = await ExportCli.StartAsync();
        var rows = cli.Twin.Its<Workspace>().RowsOf(cli.Project);
        await File.WriteAllLinesAsync(cli["ids"], [rows[0].Id, .. Enumerable.Range(0, 4000).Select(each => $"none-{each}"), rows[1].Id], Ending);

        var ran = await cli.RunAsync("rows", "--ids-file", cli["ids"], "-o", cli["rows.ndjson.gz"]);

        Assert.Equal(8, ran.Code);
        Assert.Equal(3, cli.Twin.Its<ExportJobs>().All.Count);
        Assert.Equal([rows[0].Id, rows[1].Id], Unzipped(cli["rows.ndjson.gz"]).Split('\n')[..^1].Select(line => (string?)JsonNode.Parse(line)!["data_row"]!["id"]));
        Assert.Equal(4000, cli.Lines("rows.missing.txt").Length);
    }

    [Fact]
    public async Task Rows_that_Labelbox_could_not_export_are_kept_and_have_an_exit_code()
    {
        await using var cli = await ExportCli.StartAsync();
        cli.Settings = new ExportSettings { ErrorRows = 2 };

        var ran = await cli.RunAsync("project", "image", "-o", cli["rows.ndjson"]);

        Assert.Equal(7, ran.Code);
        Assert.Equal(2, cli.Lines("rows.errors.ndjson").Length);
        Assert.Contains("rows.errors.ndjson", ran.Error, StringComparison.Ordinal);
        Assert.EndsWith("Errors: 2\n", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Output_is_split_and_compressed_without_a_change_to_the_rows(bool gzip)
    {
        await using var cli = await ExportCli.StartAsync();
        cli.Settings = Generated(3000, 1000);
        await cli.RunAsync("catalog", "-o", cli["whole.ndjson"]);

        var ran = await cli.RunAsync(["catalog", "-o", cli["rows.ndjson"], "--split-size", "1MB", .. gzip ? (string[])["--gzip"] : []]);

        Assert.Equal(0, ran.Code);
        string[] files = [.. Enumerable.Range(1, 3).Select(each => cli[$"rows-{each:D5}.ndjson{(gzip ? ".gz" : string.Empty)}"])];
        Assert.False(File.Exists(cli["rows-00004.ndjson"]));
        Assert.Equal(await File.ReadAllTextAsync(cli["whole.ndjson"], Ending), string.Concat(files.Select(file => gzip ? Unzipped(file) : File.ReadAllText(file))));
        Assert.All(files, file => Assert.Equal(1_000_000, gzip ? Encoding.UTF8.GetByteCount(Unzipped(file)) : new FileInfo(file).Length));
    }

    [Fact]
    public async Task Empty_export_is_an_empty_file_and_valid_gzip()
    {
        await using var cli = await ExportCli.StartAsync();

        Assert.Equal(0, (await cli.RunAsync("project", "image", "--last-activity-at", "..2001-01-31", "-o", cli["rows.ndjson.gz"])).Code);

        Assert.Equal(string.Empty, Unzipped(cli["rows.ndjson.gz"]));
        Assert.NotEqual(0, new FileInfo(cli["rows.ndjson.gz"]).Length);
    }

    [Fact]
    public async Task Old_form_without_totals_is_exported_and_says_that_it_cannot_be_checked()
    {
        await using var cli = await ExportCli.StartAsync();
        cli.Settings = new ExportSettings { Streamable = false };

        var ran = await cli.RunAsync("project", "image", "-o", cli["rows.ndjson"]);

        Assert.Equal(6, ran.Code);
        Assert.Contains("unknown rows", ran.Output, StringComparison.Ordinal);
        Assert.Equal(cli.Twin.Its<Workspace>().RowsOf(cli.Project).Count, cli.Lines("rows.ndjson").Length);
    }

    [Fact]
    public async Task Unknown_name_is_named_and_nothing_is_started()
    {
        await using var cli = await ExportCli.StartAsync();

        foreach (var scope in (string[])["project", "dataset", "slice", "model-run"])
        {
            var ran = await cli.RunAsync(scope, "no-such-thing", "-o", cli["rows.ndjson"]);

            Assert.Equal(1, ran.Code);
            Assert.NotEqual(string.Empty, ran.Error);
        }

        Assert.Empty(cli.Twin.Its<ExportJobs>().All);
    }

    [Fact]
    public async Task Output_that_exists_is_kept_unless_it_may_be_overwritten()
    {
        await using var cli = await ExportCli.StartAsync();
        await File.WriteAllTextAsync(cli["rows.ndjson"], "mine", Ending);

        var refused = await cli.RunAsync("project", "image", "-o", cli["rows.ndjson"]);

        Assert.Equal(2, refused.Code);
        Assert.Contains("--overwrite", refused.Error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(cli["rows.ndjson"], Ending));
        Assert.Empty(cli.Twin.Its<ExportJobs>().All);
        Assert.Equal(0, (await cli.RunAsync("project", "image", "-o", cli["rows.ndjson"], "--overwrite")).Code);
        Assert.StartsWith("{", cli.Lines("rows.ndjson")[0], StringComparison.Ordinal);
    }

    internal static ExportSettings Generated(long rows, int rowBytes) => new() { GeneratedRows = rows, GeneratedRowBytes = rowBytes, ChunkBytes = 77_777 };

    private static string Unzipped(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
