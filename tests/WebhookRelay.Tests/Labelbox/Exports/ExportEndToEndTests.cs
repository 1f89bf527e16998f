using System.Text.Json.Nodes;
using WebhookRelay.Labelbox.Api;
using WebhookRelay.Labelbox.Exports;
using WebhookRelay.LabelboxTwin.Exports;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.SampleData.Entities;
using WebhookRelay.Tests.LabelboxApi;

namespace WebhookRelay.Tests.Labelbox.Exports;

/// <summary>Exports return the rows of the twin.</summary>
public sealed class ExportEndToEndTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_project_export_has_every_row_with_the_requested_sections()
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
    public async Task Every_scope_exports_its_rows()
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

        Assert.Equal((0, 4, 40), (Labeled(none), Labeled(one), Labeled(all)));

        static int Labeled(Exported exported) => exported.Rows.Count(row => JsonNode.Parse(row)!["projects"]!.AsObject().Count > 0);
    }

    [Fact]
    public async Task Requested_rows_that_are_missing_are_named()
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
    public async Task Errors_are_passed_beside_the_rows()
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

    [Fact]
    public async Task A_filter_does_not_find_changes_within_the_index_lag()
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
