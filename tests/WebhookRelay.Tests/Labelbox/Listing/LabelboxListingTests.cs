using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using WebhookRelay.Labelbox.Api;
using WebhookRelay.Labelbox.Exports;
using WebhookRelay.Labelbox.Listing;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.SampleData.Entities;
using WebhookRelay.Tests.Labelbox.Exports;
using WebhookRelay.Tests.LabelboxApi;

namespace WebhookRelay.Tests.Labelbox.Listing;

public sealed class LabelboxListingTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_in_the_twin_is_listed()
    {
        await using var client = await ExportClient.StartAsync();
        var (listing, workspace) = (client.Its<ILabelboxListing>(), client.Twin.Its<Workspace>());
        var project = workspace.SeedData.Projects[0];
        var rows = workspace.RowsOf(project.Id);

        Assert.Equal(workspace.SeedData.Projects.Select(each => (each.Id, each.Name)), (await listing.ListProjectsAsync(Cancelled)).Select(each => (each.Id, each.Name)));
        Assert.Equal(await listing.ListProjectsAsync(Cancelled), await listing.ListOrganizationProjectsAsync(Cancelled));
        var found = await listing.FindProjectAsync(project.Name, Cancelled);
        Assert.Equal(found, await listing.GetProjectAsync(project.Id, Cancelled));
        Assert.Equal((project.Id, rows.Max(row => row.LastActivityAt), 4L), (found.Id, found.LastActivityTime, found.DataRowCount));
        Assert.Equal(workspace.SeedData.Projects.Select(each => new LabelboxDataset(each.DatasetId, each.DatasetName, 4)), await listing.ListDatasetsAsync(Cancelled));
        Assert.Equal(project.DatasetId, (await listing.FindDatasetAsync(project.DatasetName, Cancelled)).Id);
        var model = Assert.Single(await listing.ListModelsAsync(Cancelled));
        Assert.Equal(model, await listing.FindModelAsync(model.Name, Cancelled));
        var run = Assert.Single(await listing.ListModelRunsAsync(model.Id, Cancelled));
        Assert.Equal(model.Id, run.ModelId);
        Assert.Equal(run, await listing.GetModelRunAsync(run.Id, Cancelled));
        Assert.Equal($"Rows of {project.Name}", (await listing.GetSliceAsync($"slice-{project.Id}", Cancelled)).Name);
        Assert.Equal(
            [("Initial labeling task", rows.Count(row => row.Status is WorkflowStatus.ToLabel)), ("Initial review task", rows.Count(row => row.Status is WorkflowStatus.InReview)), ("Rework (all rejected)", 0), ("Done", 0)],
            (await listing.ListTaskQueuesAsync(project.Id, Cancelled)).Select(queue => (queue.Name, (int)queue.DataRowCount!)));
    }

    [Fact]
    public async Task Missing_objects_are_not_found()
    {
        await using var client = await ExportClient.StartAsync();
        var listing = client.Its<ILabelboxListing>();

        await Assert.ThrowsAsync<LabelboxNotFoundException>(() => listing.GetProjectAsync("none", Cancelled));
        await Assert.ThrowsAsync<LabelboxNotFoundException>(() => listing.FindProjectAsync("none", Cancelled));
        await Assert.ThrowsAsync<LabelboxNotFoundException>(() => listing.FindDatasetAsync("none", Cancelled));
        await Assert.ThrowsAsync<LabelboxNotFoundException>(() => listing.FindModelAsync("none", Cancelled));
        await Assert.ThrowsAsync<LabelboxNotFoundException>(() => listing.ListModelRunsAsync("none", Cancelled));
        await Assert.ThrowsAsync<LabelboxNotFoundException>(() => listing.GetModelRunAsync("none", Cancelled));
        await Assert.ThrowsAsync<LabelboxNotFoundException>(() => listing.GetSliceAsync("none", Cancelled));
        await Assert.ThrowsAsync<LabelboxNotFoundException>(() => listing.ListTaskQueuesAsync("none", Cancelled));
        await Assert.ThrowsAsync<ArgumentException>(() => listing.FindProjectAsync(" ", Cancelled));
    }

    [Fact]
    public async Task A_null_model_run_is_not_found()
    {
        using var labelbox = new LabelboxStub(host: services => services.AddLabelboxExports()).Answers("""{"data":{"modelRun":null}}""");

        var missing = await Assert.ThrowsAsync<LabelboxNotFoundException>(() => Listing(labelbox).GetModelRunAsync("r1", Cancelled));

        Assert.Equal("The API knows no such model run.", missing.Message);
        Sent(labelbox, "query GetModelRunPyApi($param_0: ID!){modelRun(where: {id: $param_0}){name modelId id}}", """{"param_0":"r1"}""");
    }

    [Fact]
    public async Task Two_projects_with_one_name_are_listed_by_id()
    {
        using var labelbox = new LabelboxStub(host: services => services.AddLabelboxExports())
            .Answers("""{"data":{"projects":[{"id":"p1","name":"Cells"},{"id":"p2","name":"Cells"},{"id":"p3","name":"cells"}]}}""");

        var ambiguous = await Assert.ThrowsAsync<LabelboxAmbiguousNameException>(() => Listing(labelbox).FindProjectAsync("Cells", Cancelled));

        Assert.Equal(["p1", "p2"], ambiguous.Ids);
        Assert.Equal("2 projects have the name 'Cells': p1, p2. Use an id.", ambiguous.Message);
        Sent(
            labelbox,
            "query GetProjectsPyApi($param_0: String!, $param_1: Boolean!){projects(where: {AND: [{name: $param_0}, {deleted: $param_1}]} skip: 0 first: 100){id name createdAt updatedAt lastActivityTime dataRowCount}}",
            """{"param_0":"Cells","param_1":false}""");
    }

    [Fact]
    public async Task Two_models_with_one_name_are_listed_by_id()
    {
        using var labelbox = new LabelboxStub(host: services => services.AddLabelboxExports())
            .Answers("""{"data":{"models":[{"id":"m1","name":"Cells"},{"id":"m2","name":"Other"},{"id":"m3","name":"Cells"}]}}""");

        var ambiguous = await Assert.ThrowsAsync<LabelboxAmbiguousNameException>(() => Listing(labelbox).FindModelAsync("Cells", Cancelled));

        Assert.Equal(["m1", "m3"], ambiguous.Ids);
    }

    [Fact]
    public async Task Lists_are_read_in_pages_like_labelboxs_client()
    {
        using var labelbox = new LabelboxStub(host: services => services.AddLabelboxExports()).Answers(Page(0, 100)).Answers(Page(99, 100)).Answers(Page(199, 3));

        var projects = await Listing(labelbox).ListProjectsAsync(Cancelled);

        Assert.Equal(Enumerable.Range(0, 202).Select(i => $"p{i}"), projects.Select(project => project.Id));
        for (var page = 0; page < 3; page++)
        {
            Sent(
                labelbox,
                "query GetProjectsPyApi($param_0: Boolean!){projects(where: {deleted: $param_0} skip: " + (page * 100) + " first: 100){id name createdAt updatedAt lastActivityTime dataRowCount}}",
                """{"param_0":false}""",
                page);
        }

        static string Page(int from, int count) =>
            new JsonObject { ["data"] = new JsonObject { ["projects"] = new JsonArray([.. Enumerable.Range(from, count).Select(i => new JsonObject { ["id"] = $"p{i}", ["name"] = "x" })]) } }.ToJsonString();
    }

    private static ILabelboxListing Listing(LabelboxStub labelbox) => labelbox.Services.GetRequiredService<ILabelboxListing>();

    private static void Sent(LabelboxStub labelbox, string query, string variables, int request = 0)
    {
        var body = labelbox.Bodies[request];
        Assert.Equal(query, (string?)body["query"]);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(variables), body["variables"]));
    }
}
