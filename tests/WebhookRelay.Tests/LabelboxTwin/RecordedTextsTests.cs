using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.Tests.LabelboxTwin;

/// <summary>The verbatim GraphQL texts of Labelbox's documentation and client.</summary>
public sealed class RecordedTextsTests
{
    private const string OfProject =
        "query GetProjectWebhooksPyApi($param_0: ID!){project(where: {id: $param_0}){webhooks(skip: 0 first: 100){createdAt status topics id updatedAt url}}}";

    private const string OfOrganization = "query GetOrganizationWebhooksPyApi{organization{webhooks(skip: 0 first: 100){createdAt status topics id updatedAt url}}}";

    private const string ProjectOf = "query GetWebhookProjectPyApi($param_0: ID!){webhook(where: {id: $param_0}){project{name id}}}";

    [Fact]
    public async Task Documented_create_mutation_works()
    {
        await using var twin = await Twin.StartAsync();

        var data = await twin.DataAsync("""
            mutation CreateWebhook {
                createWebhook (data:{
                    project: { id:"<PROJECT_ID>" },
                    url:"<HTTP_URL>",
                    secret:"example_secret",
                    topics: { set:[ LABEL_CREATED, LABEL_UPDATED, LABEL_DELETED ] }
                }){
                    id
                }
            }
            """.Replace("<PROJECT_ID>", twin.ProjectId(Media.Image), StringComparison.Ordinal).Replace("<HTTP_URL>", "https://example.com/hook", StringComparison.Ordinal));

        var id = (string)data["createWebhook"]!["id"]!;
        Assert.StartsWith("c", id, StringComparison.Ordinal);
        Assert.Equal(25, id.Length);
        var listed = Assert.Single((await twin.DataAsync(OfProject, new { param_0 = twin.ProjectId(Media.Image) }))["project"]!["webhooks"]!.AsArray())!;
        Assert.Equal((id, "https://example.com/hook", "ACTIVE"), ((string)listed["id"]!, (string)listed["url"]!, (string)listed["status"]!));
        Assert.Equal(["LABEL_CREATED", "LABEL_UPDATED", "LABEL_DELETED"], listed["topics"]!.AsArray().Select(topic => (string)topic!));
        Assert.All((string[])["createdAt", "updatedAt"], at => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$", (string?)listed[at]));
    }

    [Fact]
    public async Task Clients_create_mutation_works_with_any_url()
    {
        await using var twin = await Twin.StartAsync();

        var created = (await twin.DataAsync(
            $$"""mutation CreateWebhookPyApi { createWebhook(data:{project:{id:"{{twin.ProjectId(Media.Text)}}"}, topics:{set:[LABEL_CREATED WORKFLOW_ACTION]}, url:"https:/xyz", secret:"s" }){createdAt status topics id updatedAt url} }"""))["createWebhook"]!;

        Assert.Equal(["createdAt", "status", "topics", "id", "updatedAt", "url"], created.AsObject().Select(member => member.Key));
        Assert.Equal("https:/xyz", (string?)created["url"]);
    }

    [Fact]
    public async Task Webhook_without_a_project_belongs_to_the_organisation()
    {
        await using var twin = await Twin.StartAsync();

        var created = (await twin.DataAsync(
            """mutation CreateWebhookPyApi { createWebhook(data:{topics:{set:[LABEL_CREATED]}, url:"https://x", secret:"s" }){createdAt status topics id updatedAt url} }"""))["createWebhook"]!;

        var id = (string)created["id"]!;
        Assert.Equal(id, (string?)Assert.Single((await twin.DataAsync(OfOrganization))["organization"]!["webhooks"]!.AsArray())!["id"]);
        Assert.Null((await twin.DataAsync(ProjectOf, new { param_0 = id }))["webhook"]!["project"]);
    }

    [Fact]
    public async Task Webhook_has_its_project()
    {
        await using var twin = await Twin.StartAsync();
        var id = await CreateAsync(twin);

        var project = (await twin.DataAsync(ProjectOf, new { param_0 = id }))["webhook"]!["project"]!;

        Assert.Equal(("image", twin.ProjectId(Media.Image)), ((string)project["name"]!, (string)project["id"]!));
    }

    [Fact]
    public async Task Scalar_variables_work_inside_a_literal_object()
    {
        await using var twin = await Twin.StartAsync();

        var created = (await twin.DataAsync(
            "mutation M($pid: ID!, $url: String!, $secret: String!, $topics: [WebhookTopic!]) { createWebhook(data: {project: {id: $pid}, url: $url, secret: $secret, topics: {set: $topics}}) { id topics } }",
            new { pid = twin.ProjectId(Media.Image), url = "https://x/\"quoted\"", secret = "s", topics = new[] { "REVIEW_CREATED" } }))["createWebhook"]!;
        var updated = (await twin.DataAsync(
            "mutation M($id: ID!, $status: WebhookStatus, $topics: [WebhookTopic!]!) { updateWebhook(where: {id: $id}, data: {status: $status, topics: {set: $topics}}) { url status topics } }",
            new { id = (string?)created["id"], status = "REVOKED", topics = new[] { "LABEL_DELETED", "WORKFLOW_ACTION" } }))["updateWebhook"]!;

        Assert.Equal("REVIEW_CREATED", (string?)Assert.Single(created["topics"]!.AsArray()));
        Assert.Equal("""{"url":"https://x/\"quoted\"","status":"REVOKED","topics":["LABEL_DELETED","WORKFLOW_ACTION"]}""", updated.ToJsonString(Relaxed));
    }

    [Fact]
    public async Task Documented_update_and_remove_mutations_work()
    {
        await using var twin = await Twin.StartAsync();
        var id = await CreateAsync(twin);

        await twin.DataAsync($$"""mutation UpdateWebhook { updateWebhook (where: { id:"{{id}}" }, data: { url:"https://production" }){ id } }""");
        await twin.DataAsync($$"""mutation RemoveWebhook { updateWebhook ( data: { status: INACTIVE } where: { id:"{{id}}" } ){ id } }""");

        var listed = Assert.Single((await twin.DataAsync(OfProject, new { param_0 = twin.ProjectId(Media.Image) }))["project"]!["webhooks"]!.AsArray())!;
        Assert.Equal(("https://production", "INACTIVE"), ((string)listed["url"]!, (string)listed["status"]!));
    }

    [Fact]
    public async Task The_lists_are_paged_by_skip_and_first()
    {
        await using var twin = await Twin.StartAsync();
        List<string> ids = [];
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await CreateAsync(twin));
        }

        async Task<IEnumerable<string>> PageAsync(int skip) =>
            (await twin.DataAsync($$"""{organization{webhooks(skip: {{skip}} first: 2){id} } }"""))["organization"]!["webhooks"]!.AsArray().Select(webhook => (string)webhook!["id"]!);

        Assert.Equal(ids, [.. await PageAsync(0), .. await PageAsync(2), .. await PageAsync(4)]);
        Assert.Empty(await PageAsync(6));
        Assert.Empty((await twin.DataAsync(OfProject, new { param_0 = twin.ProjectId(Media.Llm) }))["project"]!["webhooks"]!.AsArray());
    }

    [Theory]
    [InlineData("All", 2)]
    [InlineData("Own", 1)]
    public async Task Organisation_list_is_configurable(string which, int count)
    {
        await using var twin = await Twin.StartAsync($"--Twin:OrganizationWebhooks={which}");
        await CreateAsync(twin);
        await twin.DataAsync("""mutation { createWebhook(data:{topics:{set:[LABEL_CREATED]}, url:"https://x", secret:"s" }){id} }""");

        Assert.Equal(count, (await twin.DataAsync(OfOrganization))["organization"]!["webhooks"]!.AsArray().Count);
    }

    [Fact]
    public async Task User_of_the_key_has_id_and_time_zone()
    {
        await using var twin = await Twin.StartAsync();

        Assert.Equal("""{"user":{"timezone":null}}""", (await twin.DataAsync("query CurrentUserPyApi { user { timezone } }")).ToJsonString());
        var user = (await twin.DataAsync("query GetUserPyApi{user{id email name}}"))["user"]!;
        var again = (await twin.DataAsync("query U($param_1: ID!){user(where: {id: $param_1}){email}}", new { param_1 = (string?)user["id"] }))["user"]!;
        Assert.Equal((string?)user["email"], (string?)again["email"]);
    }

    [Fact]
    public async Task Webhook_has_relations_but_no_secret()
    {
        await using var twin = await Twin.StartAsync();
        var id = await CreateAsync(twin);

        var webhook = (await twin.DataAsync($$"""{webhook(where:{id:"{{id}}"}){organization{id name} createdBy{email} project{organization{id} } } }"""))["webhook"]!;

        Assert.Equal((string?)webhook["organization"]!["id"], (string?)webhook["project"]!["organization"]!["id"]);
        Assert.Equal("owner@example.com", (string?)webhook["createdBy"]!["email"]);
        using var refused = await twin.AskAsync($$"""{webhook(where:{id:"{{id}}"}){secret} }""");
        Assert.Equal("GRAPHQL_VALIDATION_FAILED", (string?)(await Twin.ReadAsync(refused))["errors"]![0]!["extensions"]!["code"]);
    }

    private static System.Text.Json.JsonSerializerOptions Relaxed { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static async Task<string> CreateAsync(Twin twin) => (string)(await twin.DataAsync(
        $$"""mutation { createWebhook(data:{project:{id:"{{twin.ProjectId(Media.Image)}}"}, topics:{set:[LABEL_CREATED]}, url:"https://x", secret:"s" }){id} }"""))["createWebhook"]!["id"]!;
}
