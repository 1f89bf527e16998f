using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using WebhookRelay.Labelbox.Api;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.LabelboxApi;

/// <summary>
/// Compares the sent requests with the texts of Labelbox's documentation and client. Where a published text contains
/// values, this client sends variables; substituted, they must give the exact published text.
/// </summary>
public sealed partial class RequestTests
{
    private const string Url = "https://relay.example/webhook-endpoint";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Project_list_query_matches_the_published_one()
    {
        using var labelbox = new LabelboxStub().Answers(SampleResponses.EmptyProject);

        await labelbox.Webhooks.ListForProjectAsync("p1", Cancelled);

        var body = Assert.Single(labelbox.Bodies);
        Assert.Equal(
            "query GetProjectWebhooksPyApi($param_0: ID!){project(where: {id: $param_0}){webhooks(skip: 0 first: 100){createdAt status topics id updatedAt url}}}",
            Text(body));
        AssertJson("""{"param_0":"p1"}""", body["variables"]);
    }

    [Fact]
    public async Task Organisation_list_query_matches_the_published_one()
    {
        using var labelbox = new LabelboxStub().Answers(SampleResponses.EmptyOrganization);

        await labelbox.Webhooks.ListForOrganizationAsync(Cancelled);

        var body = Assert.Single(labelbox.Bodies);
        Assert.Equal(
            "query GetOrganizationWebhooksPyApi{organization{webhooks(skip: 0 first: 100){createdAt status topics id updatedAt url}}}",
            Text(body));
        AssertJson("{}", body["variables"]);
    }

    [Fact]
    public async Task Webhook_project_query_matches_the_published_one()
    {
        using var labelbox = new LabelboxStub().Answers("""{"data":{"webhook":{"project":{"name":"Cells","id":"p1"}}}}""");

        Assert.Equal(new WebhookProject("p1", "Cells"), await labelbox.Webhooks.GetProjectOfWebhookAsync("w1", Cancelled));

        var body = Assert.Single(labelbox.Bodies);
        Assert.Equal("query GetWebhookProjectPyApi($param_0: ID!){webhook(where: {id: $param_0}){project{name id}}}", Text(body));
        AssertJson("""{"param_0":"w1"}""", body["variables"]);
    }

    [Fact]
    public async Task Create_for_project_matches_the_published_mutation()
    {
        using var labelbox = new LabelboxStub().Answers(SampleResponses.Created);

        await labelbox.Webhooks.CreateForProjectAsync("p1", Url, "example_secret", ["LABEL_CREATED", "LABEL_DELETED"], Cancelled);

        var body = Assert.Single(labelbox.Bodies);
        Assert.Equal(
            """mutation CreateWebhookPyApi { createWebhook(data:{project:{id:"p1"}, topics:{set:[LABEL_CREATED LABEL_DELETED]}, url:"https://relay.example/webhook-endpoint", secret:"example_secret" }){createdAt status topics id updatedAt url} }""",
            WithValues(body));
        Assert.StartsWith("mutation CreateWebhookPyApi($pid: ID!, $url: String!, $secret: String!, $topics: [WebhookTopic!])", Text(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_for_organisation_omits_the_project()
    {
        using var labelbox = new LabelboxStub().Answers(SampleResponses.Created);

        await labelbox.Webhooks.CreateForOrganizationAsync(Url, "example_secret", ["LABEL_CREATED"], Cancelled);

        Assert.Equal(
            """mutation CreateWebhookPyApi { createWebhook(data:{topics:{set:[LABEL_CREATED]}, url:"https://relay.example/webhook-endpoint", secret:"example_secret" }){createdAt status topics id updatedAt url} }""",
            WithValues(Assert.Single(labelbox.Bodies)));
    }

    [Fact]
    public async Task Url_update_matches_the_published_mutation()
    {
        using var labelbox = new LabelboxStub().Answers(SampleResponses.Updated);

        await labelbox.Webhooks.UpdateAsync("w1", new WebhookPatch(Url: Url), Cancelled);

        Assert.Equal(
            """mutation UpdateWebhook { updateWebhook (where: { id:"w1" }, data: { url:"https://relay.example/webhook-endpoint" }){ id } }""",
            WithValues(Assert.Single(labelbox.Bodies)));
    }

    [Fact]
    public async Task Deactivation_matches_the_published_mutation()
    {
        using var labelbox = new LabelboxStub().Answers(SampleResponses.Updated);

        await labelbox.Webhooks.DeactivateAsync("w1", Cancelled);

        Assert.Equal(
            """mutation RemoveWebhook { updateWebhook ( data: { status: INACTIVE } where: { id:"w1" } ){ id } }""",
            WithValues(Assert.Single(labelbox.Bodies)));
    }

    [Fact]
    public async Task All_changes_go_in_one_request()
    {
        using var labelbox = new LabelboxStub().Answers(SampleResponses.Updated);

        await labelbox.Webhooks.UpdateAsync("w1", new WebhookPatch(Url, ["label_updated", "MOVE"], WebhookStatus.Active), Cancelled);

        Assert.Equal(
            """mutation UpdateWebhook { updateWebhook (where: { id:"w1" }, data: { topics: { set:[LABEL_UPDATED WORKFLOW_ACTION] }, url:"https://relay.example/webhook-endpoint", status: ACTIVE }){ id } }""",
            WithValues(Assert.Single(labelbox.Bodies)));
    }

    /// <summary>Compares with the list of verified texts, if available. The documented create mutation has the same fields in another order.</summary>
    [Fact]
    public async Task Verified_queries_are_sent_verbatim()
    {
        SampleDeliveries.SkipWhenAbsent();
        var facts = await File.ReadAllTextAsync(Path.Combine(SampleDeliveries.Folder!, "..", "facts.md"), Cancelled);
        var from = facts.IndexOf("## 4. Webhook management API", StringComparison.Ordinal);
        var verified = Verified().Matches(facts[from..facts.IndexOf("## 5.", from, StringComparison.Ordinal)]).Select(text => text.Value
            .Replace("""project:{id:"..."}""", """project:{id:"p1"}""", StringComparison.Ordinal)
            .Replace("""url:"..."}""", $"url:\"{Url}\"}}", StringComparison.Ordinal).Replace("""url:"...",""", $"url:\"{Url}\",", StringComparison.Ordinal)
            .Replace("""secret:"..." """, """secret:"example_secret" """, StringComparison.Ordinal).Replace("[A B]", "[LABEL_CREATED LABEL_DELETED]", StringComparison.Ordinal)
            .Replace("<WEBHOOK_ID>", "w1", StringComparison.Ordinal).Replace("<PRODUCTION_URL>", Url, StringComparison.Ordinal));
        using var labelbox = new LabelboxStub()
            .Answers(SampleResponses.Created).Answers(SampleResponses.Updated).Answers(SampleResponses.Updated).Answers(SampleResponses.EmptyProject).Answers(SampleResponses.EmptyOrganization)
            .Answers("""{"data":{"webhook":{"project":null}}}""");

        await labelbox.Webhooks.CreateForProjectAsync("p1", Url, "example_secret", ["LABEL_CREATED", "LABEL_DELETED"], Cancelled);
        await labelbox.Webhooks.UpdateAsync("w1", new WebhookPatch(Url: Url), Cancelled);
        await labelbox.Webhooks.DeactivateAsync("w1", Cancelled);
        await labelbox.Webhooks.ListForProjectAsync("p1", Cancelled);
        await labelbox.Webhooks.ListForOrganizationAsync(Cancelled);
        await labelbox.Webhooks.GetProjectOfWebhookAsync("w1", Cancelled);

        Assert.Equal(verified, labelbox.Bodies.Select(body => Text(body).StartsWith("mutation", StringComparison.Ordinal) ? WithValues(body) : Text(body)));
    }

    [Fact]
    public async Task Headers_match_Labelboxs_client()
    {
        using var labelbox = new LabelboxStub().Answers(SampleResponses.EmptyOrganization);

        await labelbox.Webhooks.ListForOrganizationAsync(Cancelled);

        var request = Assert.Single(labelbox.Requests);
        Assert.Equal("POST", request.Method);
        Assert.Equal($"Bearer {LabelboxStub.Key}", Assert.Single(request.Headers!["Authorization"]));
        Assert.Equal("application/json", Assert.Single(request.Headers["Accept"]));
        Assert.Equal("application/json", Assert.Single(request.Headers["Content-Type"]));
        Assert.Equal(["query", "variables"], Assert.Single(labelbox.Bodies).AsObject().Select(member => member.Key));
    }

    [Theory]
    [InlineData("\"}){id}} mutation Other {")]
    [InlineData("back\\slash, \u00FCber, \u2028 and \uD83D\uDE00")]
    public async Task Values_are_sent_as_variables(string secret)
    {
        using var labelbox = new LabelboxStub().Answers(SampleResponses.Created);

        await labelbox.Webhooks.CreateForProjectAsync("p1", Url, secret, ["LABEL_CREATED"], Cancelled);

        var body = Assert.Single(labelbox.Bodies);
        Assert.Equal(secret, (string?)body["variables"]!["secret"]);
        Assert.DoesNotContain(secret, Text(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Topics_are_sent_once_by_API_name()
    {
        using var labelbox = new LabelboxStub().Answers(SampleResponses.Created);

        await labelbox.Webhooks.CreateForProjectAsync("p1", Url, "s", ["move", "Label_Created", "WORKFLOW_ACTION", "BATCH_CLOSED"], Cancelled);

        AssertJson("""["WORKFLOW_ACTION","LABEL_CREATED","BATCH_CLOSED"]""", Assert.Single(labelbox.Bodies)["variables"]!["topics"]);
    }

    [Fact]
    public async Task Empty_value_is_rejected_before_sending()
    {
        using var labelbox = new LabelboxStub();
        var webhooks = labelbox.Webhooks;

        await Refused("Secret must be a non-empty string.", () => webhooks.CreateForProjectAsync("p1", Url, "", ["LABEL_CREATED"], Cancelled));
        await Refused("Topics must be a non-empty list.", () => webhooks.CreateForProjectAsync("p1", Url, "s", [], Cancelled));
        await Refused("Topics must be a non-empty list.", () => webhooks.CreateForOrganizationAsync(Url, "s", [" "], Cancelled));
        await Refused("URL must be a non-empty string.", () => webhooks.CreateForOrganizationAsync("", "s", ["LABEL_CREATED"], Cancelled));
        await Refused("An id must be a non-empty string.", () => webhooks.CreateForProjectAsync("", Url, "s", ["LABEL_CREATED"], Cancelled));
        await Refused("An id must be a non-empty string.", () => webhooks.ListForProjectAsync(" ", Cancelled));
        await Refused("An id must be a non-empty string.", () => webhooks.DeactivateAsync("", Cancelled));
        await Refused("A patch must change something.", () => webhooks.UpdateAsync("w1", new WebhookPatch(), Cancelled));
        await Refused("Topics must be a non-empty list.", () => webhooks.UpdateAsync("w1", new WebhookPatch(Topics: []), Cancelled));
        await Refused("URL must be a non-empty string.", () => webhooks.UpdateAsync("w1", new WebhookPatch(Url: ""), Cancelled));
        await Refused("A webhook cannot be made Unknown.", () => webhooks.UpdateAsync("w1", new WebhookPatch(Status: WebhookStatus.Unknown), Cancelled));

        Assert.Empty(labelbox.Requests);
    }

    private static async Task Refused(string why, Func<Task> call) =>
        Assert.StartsWith(why, (await Assert.ThrowsAsync<ArgumentException>(call)).Message, StringComparison.Ordinal);

    private static string Text(JsonNode body) => (string)body["query"]!;

    private static void AssertJson(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"Expected {expected}, got {actual?.ToJsonString()}");

    /// <summary>The text without its declarations, each variable replaced by its value as GraphQL writes one of its type.</summary>
    private static string WithValues(JsonNode body)
    {
        var text = Text(body);
        var declarations = Declarations().Match(text);
        var types = Declaration().Matches(declarations.Value).ToDictionary(one => one.Groups["name"].Value, one => one.Groups["type"].Value);
        Assert.Equal(types.Keys.Order(), body["variables"]!.AsObject().Select(variable => variable.Key).Order());
        text = text.Remove(declarations.Index, declarations.Length);
        return Use().Replace(text, use => Literal(body["variables"]![use.Groups["name"].Value]!, types[use.Groups["name"].Value]));
    }

    private static string Literal(JsonNode value, string type) => type switch
    {
        "ID!" or "String!" => JsonSerializer.Serialize((string)value!),
        "WebhookStatus!" => (string)value!,
        "[WebhookTopic!]" => $"[{string.Join(' ', value.AsArray().Select(topic => (string)topic!))}]",
        _ => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The type {type} is not published.")),
    };

    [GeneratedRegex(@"(mutation|query) \w+[^`\n]*\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Verified();

    [GeneratedRegex(@"(?<=^mutation \w+)\([^)]*\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Declarations();

    [GeneratedRegex(@"\$(?<name>\w+): (?<type>[\[\]\w!]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\$(?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Use();
}
