using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using WebhookRelay.Cli;
using WebhookRelay.Cli.Exporting;

namespace WebhookRelay.Tests.Cli.Exporting;

/// <summary>The options of every scope: what each sends, and where it does not exist.</summary>
public sealed class OptionTests
{
    private const string Everywhere = "project dataset catalog slice model-run rows";
    private const string Labels = "project dataset catalog slice rows";
    private const string Shared = "dataset catalog slice rows";
    private const string Filtered = "project dataset catalog";

    private static readonly DateTimeOffset Now = new(2026, 2, 1, 12, 0, 0, 500, TimeSpan.Zero);

    /// <summary>Options, the scopes that have them, and what is sent: a parameter, or an element of the query.</summary>
    private static readonly (string Options, string Scopes, string Sent)[] Table =
    [
        ("--attachments", Everywhere, """{"includeAttachments":true}"""),
        ("--embeddings", Everywhere, """{"includeEmbeddings":true}"""),
        ("--metadata-fields", Everywhere, """{"includeMetadata":true}"""),
        ("--data-row-details", Everywhere, """{"includeDataRowDetails":true}"""),
        ("--media-type-override tms-geo", Everywhere, """{"mediaTypeOverride":"TMS_GEO"}"""),
        ("--project-details", Labels, """{"includeProjectDetails":true}"""),
        ("--label-details", Labels, """{"includeLabelDetails":true}"""),
        ("--performance-details", Labels, """{"includePerformanceDetails":true}"""),
        ("--interpolated-frames", Labels, """{"includeInterpolatedFrames":true}"""),
        ("--predictions", "dataset catalog model-run", """{"includePredictions":true}"""),
        ("--model-run-details", "model-run", """{"includeModelRunDetails":true}"""),
        ("--project-ids a b", Shared, """{"projectIds":["a","b"]}"""),
        ("--model-run-ids a", Shared, """{"modelRunIds":["a"]}"""),
        ("--all-projects", Shared, """{"allProjects":true}"""),
        ("--all-model-runs", Shared, """{"allModelRuns":true}"""),
        ("--all-details", "slice", """{"includeAttachments":true,"includeMetadata":true,"includeDataRowDetails":true,"includeProjectDetails":true,"includeLabelDetails":true,"includePerformanceDetails":true}"""),
        ("--all-details", "model-run", """{"includeAttachments":true,"includeMetadata":true,"includeDataRowDetails":true,"includeModelRunDetails":true}"""),
        ("--where status=DONE", Labels, """{"includeProjectDetails":true}"""),
        ("--skip-skipped", Labels, """{"includePerformanceDetails":true}"""),
        ("--last-activity-at 2026-01-31..2026-02-01T10:00:00+02:00", Filtered, """[{"type":"data_row_last_activity_at","value":{"operator":"BETWEEN","timezone":"UTC","value":{"min":"2026-01-31T00:00:00+0000","max":"2026-02-01T08:00:00+0000"}}}]"""),
        ("--last-activity-at ..2026-01-31", Filtered, """[{"type":"data_row_last_activity_at","value":{"operator":"LESS_THAN_OR_EQUAL","timezone":"UTC","value":"2026-01-31T00:00:00+0000"}}]"""),
        ("--since 24h", Filtered, """[{"type":"data_row_last_activity_at","value":{"operator":"GREATER_THAN_OR_EQUAL","timezone":"UTC","value":"2026-01-31T12:00:00+0000"}}]"""),
        ("--label-created-at 3d..1d", Filtered, """[{"type":"labeled_at","value":{"operator":"BETWEEN","timezone":"UTC","value":{"min":"2026-01-29T12:00:00+0000","max":"2026-01-31T12:00:01+0000"}}}]"""),
        ("--data-row-ids a b", Filtered, """[{"ids":["a","b"],"operator":"is","type":"data_row_id"}]"""),
        ("--global-keys a --global-keys b", Filtered, """[{"ids":["a","b"],"operator":"is","type":"global_key"}]"""),
        ("--batch a", "project", """[{"ids":["a"],"operator":"is","type":"batch"}]"""),
        ("--batch-ids a b", "project", """[{"ids":["a","b"],"operator":"is","type":"batch"}]"""),
        ("--workflow-status Done", "project", """[{"type":"task_queue_status","status":"Done"}]"""),
        ("--workflow-status IN_REVIEW", "project", """[{"type":"task_queue_status","status":"InReview"}]"""),
        ("--workflow-status to-label", "project", """[{"type":"task_queue_not_exist"}]"""),
    ];

    private static readonly string[] Scopes = Everywhere.Split(' ');

    public static TheoryData<string, string, string> Allowed => [.. Table.SelectMany(row => row.Scopes.Split(' ').Select(scope => (scope, row.Options, row.Sent)))];

    public static TheoryData<string, string> Forbidden =>
        [.. Table.Where(row => !row.Options.StartsWith("--all-details", StringComparison.Ordinal) && !row.Options.StartsWith("--where", StringComparison.Ordinal) && !row.Options.StartsWith("--skip", StringComparison.Ordinal))
            .SelectMany(row => Scopes.Except(row.Scopes.Split(' ')).Select(scope => (scope, row.Options)))
            .Where(each => each is not ("rows", "--data-row-ids a b") and not ("rows", "--global-keys a --global-keys b"))];

    [Theory]
    [MemberData(nameof(Allowed))]
    public void Option_sends_what_the_SDK_sends(string scope, string options, string sent)
    {
        var (parse, read) = Parse(scope, options);
        Assert.Empty(parse.Errors);

        var input = read().Parts("name")[0].Variables("name")["input"]!;

        var expected = JsonNode.Parse(sent)!;
        if (expected is JsonArray query)
        {
            var given = input["filters"]!["searchQuery"]!["query"]!.AsArray();
            Assert.Equal(query.ToJsonString(), new JsonArray([.. given.Take(query.Count).Select(each => each!.DeepClone())]).ToJsonString());
            Assert.Equal(query.Count + (scope is "dataset" ? 1 : 0), given.Count);
            return;
        }

        var changed = input["params"]!.AsObject().Where(each => each.Value is not null && each.Value.ToJsonString() is not "false").ToDictionary(each => each.Key, each => each.Value!.ToJsonString(), StringComparer.Ordinal);
        Assert.Equal(expected.AsObject().ToDictionary(each => each.Key, each => each.Value!.ToJsonString(), StringComparer.Ordinal), changed);
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void Option_that_Labelbox_does_not_accept_for_a_scope_does_not_exist(string scope, string options) =>
        Assert.NotEmpty(Parse(scope, options).Parse.Errors);

    [Theory]
    [InlineData("project x --last-activity-at 2026-01-31", "--last-activity-at must be FROM..TO")]
    [InlineData("project x --last-activity-at ..", "--last-activity-at must be FROM..TO")]
    [InlineData("project x --last-activity-at 2026-02-01..2026-01-31", "--last-activity-at must be FROM..TO")]
    [InlineData("project x --since yesterday", "--since must be an age")]
    [InlineData("project x --since 24h --last-activity-at 24h..", "not both")]
    [InlineData("project x --workflow-status Finished", "TO_LABEL, IN_REVIEW, IN_REWORK, DONE")]
    [InlineData("project x --data-row-ids a --global-keys b", "not by both")]
    [InlineData("project x --where status", "--where must be name=value")]
    [InlineData("project x --where =DONE", "--where must be name=value")]
    [InlineData("project x --split-size 10", "--split-size must be a size")]
    [InlineData("project x --timeout 5s", "--timeout must be between")]
    [InlineData("catalog -o - --split-size 1GB", "cannot be split")]
    [InlineData("catalog -o - --detach", "--detach writes nothing")]
    [InlineData("rows", "No rows are selected")]
    [InlineData("rows --ids-file no-such-file", "does not exist")]
    [InlineData("model-run x --skip-skipped", "--performance-details")]
    [InlineData("resume", "or --last")]
    [InlineData("resume x --last", "or --last")]
    public async Task Mistake_is_named_before_anything_is_sent(string arguments, string named)
    {
        var run = new CliRun { ["LABELBOX_API_KEY"] = "a-key", ["LABELBOX_ENDPOINT"] = "http://127.0.0.1:9/graphql" };

        Assert.Equal(2, await run.RunAsync(["export", .. arguments.Split(' ')]));

        Assert.Contains(named, run.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_and_wrong_keys_have_an_exit_code_and_a_remedy()
    {
        await using var cli = await ExportCli.StartAsync();
        var wrong = cli.NewRun();
        wrong["LABELBOX_API_KEY"] = "another-key";
        var none = cli.NewRun();
        none["LABELBOX_API_KEY"] = string.Empty;

        Assert.Equal((4, 4), (await none.RunAsync("export", "list"), await wrong.RunAsync("export", "project", "image")));

        Assert.Contains("--api-key-file", none.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("--api-key-file", wrong.Error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("another-key", wrong.Error.ToString(), StringComparison.Ordinal);
    }

    private static (ParseResult Parse, Func<ExportPlan> Read) Parse(string name, string options)
    {
        var scope = Enum.Parse<ExportScope>(name.Replace("-", string.Empty, StringComparison.Ordinal), ignoreCase: true);
        var time = new FakeTimeProvider(Now);
        var context = new CliContext(TextWriter.Null, TextWriter.Null, TextReader.Null, _ => null, time) { UserData = "/none" };
        var (content, selection, output) = (new ContentOptions(scope), new RowSelectionOptions(scope, context), new OutputOptions());
        var command = new RootCommand();
        content.AddTo(command);
        selection.AddTo(command);
        output.AddTo(command);
        var rows = scope is ExportScope.Rows ? " --data-row-ids row" : string.Empty;
        var parse = command.Parse(options + rows, new ParserConfiguration { ResponseFileTokenReplacer = null });
        return (parse, () => selection.Read(parse, content.Read(parse, new ExportPlan { Scope = scope, Id = "id" }, output.NeededContent(parse))));
    }
}
