using System.Text.Json.Nodes;
using WebhookRelay.LabelboxTwin.World;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.Tests.LabelboxTwin;

/// <summary>Labels are looked up without an export, as Labelbox's own client does.</summary>
public sealed class LabelLookupTests
{
    [Fact]
    public async Task Labels_are_found_by_id_by_row_and_by_project()
    {
        await using var twin = await Twin.StartAsync();
        var project = twin.ProjectId(Media.Image);
        var row = twin.Its<Workspace>().RowsOf(project)[0];

        var label = (await twin.DataAsync("query Q($l: ID!){label(where:{id:$l}){id createdAt updatedAt}}", new { l = row.Labels[0].Id }))["label"]!;
        var ofRow = (await twin.DataAsync("query Q($r: ID!){dataRow(where:{id:$r}){labels(where:{deleted:false} skip:0 first:100){id updatedAt}}}", new { r = row.Id }))["dataRow"]!;
        var ofProject = (await twin.DataAsync("query Q($p: ID!){project(where:{id:$p}){labels(skip:0 first:2 orderBy: createdAt_DESC){id}}}", new { p = project }))["project"]!;

        Assert.Equal(row.Labels[0].CreatedAt, (DateTimeOffset)label["createdAt"]!);
        Assert.Equal(row.Labels.Select(each => each.Id), Ids(ofRow));
        Assert.Equal(twin.Its<Workspace>().RowsOf(project).SelectMany(each => each.Labels).OrderByDescending(each => each.CreatedAt).Take(2).Select(each => each.Id), Ids(ofProject));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_deleted_label_is_gone_and_its_deletion_is_activity_or_not(bool isActivity)
    {
        await using var twin = await Twin.StartAsync($"--Twin:DeletionIsActivity={isActivity}");
        var row = twin.Its<Workspace>().RowsOf(twin.ProjectId(Media.Image))[0];

        await twin.DoAsync(HttpMethod.Delete, $"/twin/labels/{row.Labels[0].Id}");

        using var response = await twin.AskAsync("query Q($l: ID!){label(where:{id:$l}){id}}", new { l = row.Labels[0].Id });
        Assert.Equal("RESOURCE_NOT_FOUND", (string?)(await Twin.ReadAsync(response))["errors"]![0]!["extensions"]!["code"]);
        Assert.Equal(isActivity, twin.Its<Workspace>().Row(row.Id)!.LastActivityAt > row.LastActivityAt);
    }

    private static IEnumerable<string> Ids(JsonNode owner) => owner["labels"]!.AsArray().Select(label => (string)label!["id"]!);
}
