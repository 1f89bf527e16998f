using System.Net.Http.Json;
using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Subscriptions;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Documents;

/// <summary>Runs the program beside docs/export.md against the twin.</summary>
public sealed class ExportProgramTests
{
    private const string Program = "docs/export.cs";

    private static readonly TimeSpan BuildsWithin = TimeSpan.FromMinutes(3);
    private static readonly string[] Sections = ["attachments", "metadata_fields", "details", "project_details", "performance_details"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_shows_the_program_beside_it() =>
        Assert.Equal(await File.ReadAllTextAsync(Repository.File(Program), Cancelled), Markdown.Program("docs/export.md", "csharp"));

    [Fact]
    public async Task Program_prints_the_rows_and_errors_of_the_twin()
    {
        await using var twin = await TwinProcess.StartAsync();
        using var folder = new TemporaryFolder();
        await using var build = ServerProcess.Start("dotnet", ["build", Repository.File(Program), "-o", folder.File("built")]);
        Assert.True(await build.ExitAsync(BuildsWithin) is 0, string.Join('\n', build.Output));
        var project = await twin.ProjectAsync("image");
        var rows = (await twin.GetAsync("/twin/rows?project=image")).AsArray().Where(row => row!["labels"]!.AsArray().Count > 0).Select(row => (string)row!["id"]!).ToList();

        // Every row with a label, as the filters ask for.
        await PrintsAsync(0, rows, [], project);
        await PrintsAsync(0, rows[1..], [], [project, .. rows[1..]]);
        await PrintsAsync(1, rows[..1], [], project, "no-such-row", rows[0]);
        using var settings = await twin.Client.PutAsJsonAsync("/twin/exports", new { errorRows = 1 }, Cancelled);
        settings.EnsureSuccessStatusCode();
        await PrintsAsync(1, rows[1..], rows[..1], project);

        async Task PrintsAsync(int code, List<string> expected, List<string> errors, params string[] arguments)
        {
            var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["LABELBOX_API_KEY"] = "twin-development-key", ["LABELBOX_ENDPOINT"] = twin.Endpoint };
            await using var program = ServerProcess.Start("dotnet", [folder.File("built/export.dll"), .. arguments], environment);
            Assert.True(await program.ExitAsync() == code, string.Join('\n', program.Output));
            var results = Printed(program, "result: ");
            Assert.All(results, AssertSections);
            Assert.Equal(expected, results.Select(row => (string)row["data_row"]!["id"]!));
            Assert.Equal(errors, Printed(program, "error: ").Select(error => (string)error["data_row_id"]!));
        }
    }

    private static List<JsonNode> Printed(ServerProcess program, string start) =>
        [.. program.Output.Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(line => JsonNode.Parse(line[start.Length..])!)];

    private static void AssertSections(JsonNode row)
    {
        var text = row.ToJsonString();
        Assert.All(Sections, section => Assert.Contains($"\"{section}\":", text, StringComparison.Ordinal));
        Assert.DoesNotContain("\"label_details\":", text, StringComparison.Ordinal);
    }
}
