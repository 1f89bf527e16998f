using System.Text.Json.Nodes;
using WebhookRelay.Labelbox.Api;
using WebhookRelay.Labelbox.Exports;
using WebhookRelay.LabelboxTwin.Exports;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.SampleData.Entities;
using WebhookRelay.Tests.LabelboxApi;

namespace WebhookRelay.Tests.Labelbox.Exports;

/// <summary>What the client brings is what the twin holds.</summary>
public sealed class ExportEndToEndTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_project_export_brings_every_row_with_the_sections_asked_for()
    {
        await using var client = await ExportClient.StartAsync();
        var project = client.Twin.ProjectId(Media.Image);

        var bare = await client.RunAsync(new ProjectExport(project));
        var full = await client.RunAsync(new ProjectExport(project)
        {
            Attachments = true,
            MetadataFields = true,
            DataRowDetails = true,
            ProjectDetails = true,
            LabelDetails = true,
            PerformanceDetails = true,
        });

        var expected = Rows(client, project).Select(row => row.Id);
        Assert.Equal(expected, bare.Rows.Select(IdOf));
        Assert.Equal(expected, full.Rows.Select(IdOf));
        Assert.True(full.Summary.IsComplete);
        Assert.Equal((4, 4), (full.Summary.Rows, full.Summary.RowsAnnounced));
        Assert.Equal(full.Summary.BytesAnnounced, full.Summary.Bytes);
        foreach (var section in (string[])["attachments", "metadata_fields", "\"details\"", "project_details", "label_details", "performance_details"])
        {
            Assert.DoesNotContain(bare.Rows, row => row.Contains(section, StringComparison.Ordinal));
            Assert.Contains(section, full.Rows[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_scope_brings_its_rows()
    {
        await using var client = await ExportClient.StartAsync();
        var project = client.Twin.Its<Workspace>().SeedData.Projects[0];
        var (ofProject, all) = (Rows(client, project.Id), client.Twin.Its<Workspace>().SeedData.Projects.SelectMany(each => Rows(client, each.Id)).ToList());
        var keyed = ofProject.Where(row => row.GlobalKey is not null).ToList();

        await Brings(all, new CatalogExport());
        await Brings(ofProject, new DatasetExport(project.DatasetId));
        await Brings(ofProject, new SliceExport($"slice-{project.Id}"));
        await Brings(ofProject, new ModelRunExport("twin-model-run") { Predictions = true, ModelRunDetails = true });
        await Brings(ofProject.Take(2), new DataRowsExport(DataRowSelection.ByIds(ofProject.Take(2).Select(row => row.Id))));
        await Brings(keyed, new DataRowsExport(DataRowSelection.ByGlobalKeys(keyed.Select(row => row.GlobalKey!))));
        await Brings(ofProject, new CatalogExport { Rows = DataRowSelection.ByIds(ofProject.Select(row => row.Id)) });
        await Brings(ofProject, new ProjectExport(project.Id) { BatchIds = [project.BatchId] });
        await Brings(ofProject.Where(row => row.Status is WorkflowStatus.ToLabel), new ProjectExport(project.Id) { WorkflowStatus = ExportWorkflowStatus.ToLabel });
        await Brings(ofProject.Where(row => row.Status is WorkflowStatus.InReview), new ProjectExport(project.Id) { WorkflowStatus = ExportWorkflowStatus.InReview });
        await Brings(ofProject, new ProjectExport(project.Id) { LastActivityAt = ExportTimeWindow.Covering(ofProject.Min(row => row.LastActivityAt), ofProject.Max(row => row.LastActivityAt)) });
        await Brings([], new ProjectExport(project.Id) { LastActivityAt = ExportTimeWindow.Since(ExportTimeWindow.Covering(null, ofProject.Max(row => row.LastActivityAt)).To!.Value.AddSeconds(1)) });
        await Brings(ofProject.Where(row => !row.Labels.IsEmpty), new ProjectExport(project.Id) { LabelCreatedAt = ExportTimeWindow.Covering(DateTimeOffset.UnixEpoch, null) });

        async Task Brings(IEnumerable<DataRow> expected, ExportRequest request) =>
            Assert.Equal(expected.Select(row => row.Id), (await client.RunAsync(request)).Rows.Select(IdOf));
    }

    [Fact]
    public async Task Labels_of_a_catalog_export_appear_only_for_the_projects_listed()
    {
        await using var client = await ExportClient.StartAsync();
        var project = client.Twin.ProjectId(Media.Image);

        var none = await client.RunAsync(new CatalogExport());
        var one = await client.RunAsync(new CatalogExport { ProjectIds = [project] });
        var all = await client.RunAsync(new CatalogExport { AllProjects = true });

        Assert.Equal((0, 4, 40), (Labelled(none), Labelled(one), Labelled(all)));

        static int Labelled(Exported exported) => exported.Rows.Count(row => JsonNode.Parse(row)!["projects"]!.AsObject().Count > 0);
    }

    [Fact]
    public async Task Rows_asked_for_that_do_not_come_are_told()
    {
        await using var client = await ExportClient.StartAsync();
        var rows = Rows(client, client.Twin.ProjectId(Media.Text));

        var exported = await client.RunAsync(new DataRowsExport(DataRowSelection.ByIds(["no-such-row", rows[0].Id, "nor-this"])));
        var nothing = await client.RunAsync(new DataRowsExport(DataRowSelection.ByGlobalKeys(["no-such-key"])));

        Assert.Equal(["no-such-row", "nor-this"], exported.Summary.MissingRows);
        Assert.False(exported.Summary.IsComplete);
        Assert.Equal(["no-such-key"], nothing.Summary.MissingRows);
        Assert.Equal(0, nothing.Summary.Rows);
    }

    [Fact]
    public async Task A_list_of_more_than_2000_rows_is_exported_in_several_tasks()
    {
        await using var client = await ExportClient.StartAsync();
        var rows = Rows(client, client.Twin.ProjectId(Media.Text)).Select(row => row.Id).ToList();
        string[] ids = [.. rows.Take(2), .. Enumerable.Range(0, 4000).Select(i => $"none-{i}"), .. rows.Skip(2)];

        var exported = await client.RunAsync(new DataRowsExport(DataRowSelection.ByIds(ids)));

        Assert.Equal(rows, exported.Rows.Select(IdOf));
        Assert.Equal(3, exported.Summary.TaskIds.Count);
        Assert.Equal(ids.Where(id => id.StartsWith("none-", StringComparison.Ordinal)), exported.Summary.MissingRows);
        await Assert.ThrowsAsync<InvalidExportRequestException>(() => client.Exports.StartAsync(new DataRowsExport(DataRowSelection.ByIds(ids)), null, Cancelled));
    }

    [Fact]
    public async Task Errors_are_handed_over_beside_the_rows()
    {
        await using var client = await ExportClient.StartAsync();
        client.Jobs.Settings = new ExportSettings { ErrorRows = 3, LastLineFeed = false };
        var project = client.Twin.ProjectId(Media.Image);

        var exported = await client.RunAsync(new ProjectExport(project));

        var ids = Rows(client, project).Select(row => row.Id).ToList();
        Assert.Equal(ids.Skip(3), exported.Rows.Select(IdOf));
        Assert.Equal(ids.Take(3), exported.Errors.Select(error => (string)JsonNode.Parse(error)!["data_row_id"]!));
        Assert.Equal((3L, false), (exported.Summary.Errors, exported.Summary.IsComplete));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_empty_export_has_no_header_or_one_of_size_zero(bool headerIsNull)
    {
        await using var client = await ExportClient.StartAsync();
        client.Jobs.Settings = new ExportSettings { EmptyHeaderIsNull = headerIsNull };

        var exported = await client.RunAsync(new DataRowsExport(DataRowSelection.ByIds(["none"])));

        Assert.Equal((0L, 0L, 0L), (exported.Summary.Rows, exported.Summary.RowsAnnounced, exported.Summary.BytesAnnounced));
    }

    [Theory]
    [InlineData("Text", 1)]
    [InlineData("Number", 7)]
    [InlineData("Mixed", 1000)]
    public async Task Borders_of_files_and_forms_of_numbers_do_not_matter(string numbers, int chunkBytes)
    {
        await using var client = await ExportClient.StartAsync();
        client.Jobs.Settings = new ExportSettings { Numbers = Enum.Parse<NumberForm>(numbers), ChunkBytes = chunkBytes, GeneratedRows = 3, GeneratedRowBytes = 100 };

        var exported = await client.RunAsync(new CatalogExport());

        Assert.Equal(["generated-000000000000000", "generated-000000000000001", "generated-000000000000002"], exported.Rows.Select(IdOf));
        Assert.All(exported.Rows, row => Assert.StartsWith("ą漢😀\n}{x", (string)JsonNode.Parse(row)!["data_row"]!["row_data"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_row_above_the_limit_is_read_as_a_stream_and_typed_on_request()
    {
        await using var client = await ExportClient.StartAsync(options => options.LargestHeldRow = 100_000);
        client.Jobs.Settings = new ExportSettings { GeneratedRows = 3, GeneratedRowBytes = 5_000_000 };
        List<long?> next = [];

        await client.Exports.ExportAsync(
            new CatalogExport(),
            async (row, cancellationToken) =>
            {
                Assert.True(row.IsLarge);
                var typed = await row.ReadDataRowAsync(cancellationToken);
                Assert.Equal($"generated-{next.Count:D15}", typed!.Asset!.Id);
                next.Add(row.NextOffset);
            },
            (_, _) => throw new InvalidOperationException("There are no errors."),
            null,
            Cancelled);

        Assert.Equal([5_000_000, 10_000_000, 15_000_000], next);
    }

    [Fact]
    public async Task Reading_goes_on_in_another_client_where_it_stopped()
    {
        await using var client = await ExportClient.StartAsync();
        client.Jobs.Settings = new ExportSettings { GeneratedRows = 1000, GeneratedRowBytes = 150, ChunkBytes = 1024 };
        using var export = await client.Exports.StartAsync(new CatalogExport(), null, Cancelled);
        await export.WaitAsync(null, Cancelled);
        var whole = await ExportClient.ReadAsync(export.ReadAsync(ExportStreamType.Result, 0, Cancelled));

        foreach (var stop in (int[])[1, 6, 7, 499, 1000])
        {
            List<string> rows = [];
            long? next = 0;
            await foreach (var row in export.ReadAsync(ExportStreamType.Result, 0, Cancelled))
            {
                rows.Add(System.Text.Encoding.UTF8.GetString(row.Json.Span));
                next = row.NextOffset;
                if (rows.Count == stop)
                {
                    break;
                }
            }

            using var again = client.Exports.Open(export.TaskId);
            rows.AddRange(await ExportClient.ReadAsync(again.ReadAsync(ExportStreamType.Result, next!.Value, Cancelled)));
            Assert.Equal(whole, rows);
        }

        using var beyond = client.Exports.Open(export.TaskId);
        await Assert.ThrowsAsync<ExportContentException>(() => ExportClient.ReadAsync(beyond.ReadAsync(ExportStreamType.Result, 150_001, Cancelled)));
    }

    [Fact]
    public async Task A_filter_does_not_find_what_the_index_has_not_seen_yet()
    {
        await using var client = await ExportClient.StartAsync();
        client.Jobs.Settings = new ExportSettings { IndexLag = TimeSpan.FromMinutes(1) };
        var project = client.Twin.ProjectId(Media.Image);
        var filtered = new ProjectExport(project) { LastActivityAt = ExportTimeWindow.Since(DateTimeOffset.UnixEpoch) };

        Assert.Empty((await client.RunAsync(filtered)).Rows);
        Assert.Equal(4, (await client.RunAsync(new ProjectExport(project))).Rows.Count);
        ((SkippingTimeProvider)client.Its<TimeProvider>()).Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(4, (await client.RunAsync(filtered)).Rows.Count);
    }

    [Fact]
    public async Task The_old_form_is_read_where_the_server_answers_so()
    {
        await using var client = await ExportClient.StartAsync();
        client.Jobs.Settings = new ExportSettings { Streamable = false, ErrorRows = 1, Faults = [ExportFault.Broken, ExportFault.Forbidden] };
        var project = client.Twin.ProjectId(Media.Video);

        var exported = await client.RunAsync(new ProjectExport(project));
        var empty = await client.RunAsync(new DataRowsExport(DataRowSelection.ByIds(["none"])));

        Assert.Equal(Rows(client, project).Skip(1).Select(row => row.Id), exported.Rows.Select(IdOf));
        Assert.Single(exported.Errors);
        Assert.Equal((null, 3L, 0L), (exported.Summary.RowsAnnounced, exported.Summary.Rows, empty.Summary.Rows));
    }

    [Fact]
    public async Task An_unknown_project_is_refused_by_the_api_and_nothing_is_started()
    {
        await using var client = await ExportClient.StartAsync();

        await Assert.ThrowsAsync<LabelboxNotFoundException>(() => client.RunAsync(new ProjectExport("none")));
        await Assert.ThrowsAsync<InvalidExportRequestException>(() => client.RunAsync(new ProjectExport("")));
        await Assert.ThrowsAsync<LabelboxNotFoundException>(() => client.Exports.Open("none").WaitAsync(null, Cancelled));

        Assert.Empty(client.Jobs.All);
    }

    private static IReadOnlyList<DataRow> Rows(ExportClient client, string project) => client.Twin.Its<Workspace>().RowsOf(project);

    private static string IdOf(string row) => (string)JsonNode.Parse(row)!["data_row"]!["id"]!;
}
