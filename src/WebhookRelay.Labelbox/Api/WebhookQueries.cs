using System.Text.Json.Nodes;

namespace WebhookRelay.Labelbox.Api;

/// <summary>
/// The GraphQL texts. The queries are literally those of Labelbox's own client; the mutations are its texts with variables
/// in place of values. The names of the input types are not published, so only scalars and enums are declared, inside a
/// literal <c>data</c>.
/// </summary>
internal static class WebhookQueries
{
    public const int PageSize = 100;

    public const string CreateForProject =
        "mutation CreateWebhookPyApi($pid: ID!, $url: String!, $secret: String!, $topics: [WebhookTopic!]) "
        + "{ createWebhook(data:{project:{id:$pid}, topics:{set:$topics}, url:$url, secret:$secret }){createdAt status topics id updatedAt url} }";

    public const string CreateForOrganization =
        "mutation CreateWebhookPyApi($url: String!, $secret: String!, $topics: [WebhookTopic!]) "
        + "{ createWebhook(data:{topics:{set:$topics}, url:$url, secret:$secret }){createdAt status topics id updatedAt url} }";

    public const string ProjectOfWebhook = "query GetWebhookProjectPyApi($param_0: ID!){webhook(where: {id: $param_0}){project{name id}}}";

    public const string Deactivate =
        "mutation RemoveWebhook($id: ID!) { updateWebhook ( data: { status: INACTIVE } where: { id:$id } ){ id } }";

    public static string OfProject(int skip) =>
        $"query GetProjectWebhooksPyApi($param_0: ID!){{project(where: {{id: $param_0}}){{webhooks(skip: {skip} first: {PageSize}){{createdAt status topics id updatedAt url}}}}}}";

    public static string OfOrganization(int skip) =>
        $"query GetOrganizationWebhooksPyApi{{organization{{webhooks(skip: {skip} first: {PageSize}){{createdAt status topics id updatedAt url}}}}}}";

    public static (string Mutation, JsonObject Variables) Update(string webhookId, WebhookPatch patch)
    {
        var variables = new JsonObject { ["id"] = webhookId };
        List<string> declared = ["$id: ID!"];
        List<string> members = [];
        if (patch.Topics is { } topics)
        {
            Set("topics", "[WebhookTopic!]", "topics: { set:$topics }", Names(topics));
        }

        if (patch.Url is { } url)
        {
            Set("url", "String!", "url:$url", url);
        }

        if (patch.Status is { } status)
        {
            Set("status", "WebhookStatus!", "status: $status", WebhookReader.NameOf(status));
        }

        var mutation = $"mutation UpdateWebhook({string.Join(", ", declared)}) "
            + $"{{ updateWebhook (where: {{ id:$id }}, data: {{ {string.Join(", ", members)} }}){{ id }} }}";
        return (mutation, variables);

        void Set(string name, string type, string member, JsonNode value)
        {
            declared.Add($"${name}: {type}");
            members.Add(member);
            variables[name] = value;
        }
    }

    /// <summary>The topics as the API spells them, without repeats.</summary>
    public static JsonArray Names(IReadOnlyCollection<string> topics) =>
        [.. topics.Select(topic => WebhookTopics.Normalize(topic.Trim())).Distinct(StringComparer.Ordinal)];
}
