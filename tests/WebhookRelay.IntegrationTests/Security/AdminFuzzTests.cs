using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WebhookRelay.IntegrationTests.Administration;
using WebhookRelay.IntegrationTests.Support;

namespace WebhookRelay.IntegrationTests.Security;

/// <summary>Fuzzes every documented operation of the admin API with valid and invalid values from its schemas, with fixed seeds.</summary>
public sealed class AdminFuzzTests
{
    private const int Deliveries = 4;
    private const int Bodies = 1500;
    private const int Queries = 150;

    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["ids"] = ["delivery-0", "delivery-1"],
        ["id"] = ["delivery-0", "delivery-2"],
        ["state"] = ["relayed", "accepted", "Quarantined"],
        ["topic"] = ["LABEL_UPDATED", "MOVE", "OTHER"],
        ["project"] = ["project-1"],
        ["dataRow"] = ["row-2"],
        ["from"] = ["2026-01-31T12:00:00Z"],
        ["limit"] = ["1", "500"],
    };

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(20260131)]
    [InlineData(7)]
    public async Task Random_requests_never_break_the_admin_API_or_select_everything(int seed)
    {
        await using var relay = await RelayProcess.StartAsync();
        using var admin = new Admin(relay);
        for (var i = 0; i < Deliveries; i++)
        {
            Assert.Equal(200, (await relay.SendAsync(SamplePayloads.V2($"row-{i}", project: "project-1"), $"delivery-{i}")).Status);
        }

        await relay.EndedAsync(Deliveries);
        var document = await admin.GetAsync("/openapi/v1.json");
        var values = new SchemaValues(document, seed, Known);
        var statuses = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var withBody = 0;
        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in operations!.AsObject().Where(each => each.Key is "get" or "post" or "put" or "patch" or "delete"))
            {
                var schema = operation!["requestBody"]?["content"]?["application/json"]?["schema"];
                withBody += schema is null ? 0 : 1;
                for (var i = 0; i < (schema is null ? Queries : Bodies); i++)
                {
                    var body = method is "get" ? null : values.Value(schema);
                    var target = Target(path, operation, values);
                    var (status, answer) = await SendAsync(admin, method, target, body);
                    var exchange = $"{method} {target} {body}: {(int)status} {answer}";
                    Assert.True((int)status is < 500 or 503, exchange);
                    Assert.True(status is not HttpStatusCode.ServiceUnavailable || path is "/events" or "/ledger/backups", exchange);
                    if (path is "/replays" && method is "post" && (int)status < 300)
                    {
                        Assert.True(NamesSomething(body!), exchange);
                    }

                    var key = $"{method} {path} {(int)status}";
                    statuses[key] = statuses.GetValueOrDefault(key) + 1;
                }
            }
        }

        var seen = string.Join('\n', statuses.Select(status => $"{status.Key}: {status.Value.ToString(CultureInfo.InvariantCulture)}"));
        TestContext.Current.SendDiagnosticMessage(seen);
        Assert.True(withBody > 0, seen);
        Assert.All((string[])["post /replays 200", "post /replays 400", "get /deliveries 200", "get /deliveries 400"], each => Assert.True(statuses.GetValueOrDefault(each) > 5, seen));
        foreach (var path in (string[])["/replays", "/deliveries", "/subscribers", "/status", "/subscriptions"])
        {
            await admin.GetAsync(path);
        }

        Assert.DoesNotContain(relay.Output, line => line.Contains("\"@l\":\"Error\"", StringComparison.Ordinal) || line.Contains("\"@l\":\"Fatal\"", StringComparison.Ordinal));
    }

    /// <summary>From the contract, not the code: exactly one selection, non-empty lists, and a filter that restricts or says that it does not.</summary>
    private static bool NamesSomething(string body)
    {
        var order = JsonNode.Parse(body)!.AsObject();
        static bool IsText(JsonNode? node) => node is JsonValue value && value.GetValueKind() is JsonValueKind.String && !string.IsNullOrWhiteSpace((string?)value);
        static bool IsList(JsonNode? node) => node is JsonArray { Count: > 0 } list && list.All(IsText);
        var ways = new[] { "ids", "sequences", "filter" }.Where(order.ContainsKey).ToList();
        return ways is [var way] && (order[way] is JsonObject filter
            ? (filter.Count is 0 ? (bool?)order["all"] is true : filter.All(member => member.Key is "state" or "topic" ? IsList(member.Value) : IsText(member.Value)))
            : IsList(order[way]));
    }

    private static string Target(string path, JsonNode operation, SchemaValues values)
    {
        var query = new StringBuilder();
        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
        {
            var name = (string)parameter!["name"]!;
            if ((string?)parameter["in"] is "path")
            {
                path = path.Replace($"{{{name}}}", Uri.EscapeDataString(values.Text(name) is { Length: > 0 } and not ".." and var text ? text : "-"), StringComparison.Ordinal);
                continue;
            }

            while (values.Maybe(4))
            {
                query.Append(query.Length is 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(values.Text(name)));
            }
        }

        return path + query;
    }

    private static async Task<(HttpStatusCode Status, string Answer)> SendAsync(Admin admin, string method, string target, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), new Uri(target, UriKind.Relative));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await admin.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ending);
        var isStream = response.Content.Headers.ContentType?.MediaType is "text/event-stream";
        return (response.StatusCode, isStream || response.IsSuccessStatusCode ? string.Empty : await response.Content.ReadAsStringAsync(Ending));
    }
}
